import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CardRow } from "../../host-tools/api/cards";
import type { DoorTagRow } from "../../host-tools/api/door-tags";
import { paths } from "../../host-tools/api/paths";
import { BackendAtWork } from "../support/backend-at-work";
import { latchkey, Running, temporaryDir, type Finished } from "../support/command-line";
import { describeWith } from "../support/needs";

/* The bench as a person uses it: `latchkey card` at a pseudo-terminal with an emulated PN532, beside a backend that runs. */
describeWith(["socat"], "latchkey card", () => {
  const dir = temporaryDir();
  let at: BackendAtWork;
  let chip: Running;
  let link: string;
  let started = 0;
  let kim: { id: number };

  beforeAll(async () => {
    at = await BackendAtWork.start();
    kim = await at.person("Kim", []);
  });
  afterEach(async () => {
    chip.say("quit");
    expect(await chip.ended).toBe(0);
  });
  afterAll(async () => {
    await at.stop();
    dir.clean();
  });

  async function bench(...cards: string[]): Promise<void> {
    link = join(dir.path, `bench-${started++}`);
    chip = new Running(["sim", "chip", "--link", link, ...cards.flatMap((card) => ["--card", card])]);
    await chip.line((line) => line === `ready ${link}`);
  }
  const card = (...args: string[]): Promise<Finished> => {
    const [verb, ...rest] = args;
    const server = verb === "info" ? [] : ["--server", at.backend.url, "--token", at.backend.apiToken];
    return latchkey(["card", verb!, "--port", link, "--wait", "2", ...server, ...rest]);
  };
  const rows = async (): Promise<CardRow[]> => (await at.client.get<{ rows: CardRow[] }>(paths.cards)).rows;

  it("takes a DESFire from the factory to a locked card of Kim's, and prints no key", async () => {
    await bench("desfire-ev2:04112233445566");
    const blank = await card("info", "--json");
    expect(JSON.parse(blank.stdout)).toEqual({ name: "DESFire EV2", uid: "04112233445566", state: "blank", keyVersion: null, applications: [], freeBytes: 7936 });
    expect(await card("verify")).toMatchObject({ code: 7, stderr: expect.stringContaining("CARD_UNKNOWN") });
    expect(await card("encode", "--person", String(kim.id), "--dry-run")).toMatchObject({ code: 0, stdout: expect.stringContaining("would be made a card of this site; nothing was changed") });
    expect(await rows()).toEqual([]);
    const encoded = await card("encode", "--person", String(kim.id), "--label", "blue");
    expect([encoded.code, encoded.stdout]).toEqual([0, expect.stringContaining("encoded and proved, Kim's; key version 1")]);
    expect(encoded.stderr).toContain("the application is made");
    const proved = await card("verify", "--json");
    expect(JSON.parse(proved.stdout)).toMatchObject({ personName: "Kim", keyVersion: 1, locked: false });
    expect(await card("lock")).toMatchObject({ code: 2, stderr: expect.stringContaining("cannot be undone") });
    expect(await card("lock", "--yes")).toMatchObject({ code: 0, stdout: expect.stringContaining("is locked") });
    expect(await card("verify")).toMatchObject({ code: 0, stdout: expect.stringContaining("good the card's own master key is this site's") });
    expect(await rows()).toMatchObject([{ uid: "04112233445566", personName: "Kim", locked: true }]);
    const renewed = await latchkey(["card", "renew-keys", "desfire", "--server", at.backend.url, "--token", at.backend.apiToken]);
    expect(renewed).toMatchObject({ code: 0, stdout: expect.stringContaining("keys of version 2") });
    expect(await card("verify")).toMatchObject({ code: 0, stdout: expect.stringContaining("good keys are of version 1") });
    expect(await card("encode", "--person", String(kim.id))).toMatchObject({ code: 0, stdout: expect.stringContaining("key version 2") });
    expect(await card("verify")).toMatchObject({ code: 0, stdout: expect.stringContaining("good keys are of version 2") });
    const { versions, credential } = await at.client.send<{ versions: { keys: string[]; card: string }[]; credential: string }>("POST", paths.cardKeys, { technology: "desfire", uid: "04112233445566" });
    const said = [blank, encoded, proved].map(({ stdout, stderr }) => stdout + stderr).join("").toLowerCase();
    for (const secret of [...versions[0]!.keys, versions[0]!.card, credential]) expect(said).not.toContain(secret);
  });

  it("makes an NTAG 424 DNA a door's tag with an address that changes, and leaves it in place when it is somebody's too", async () => {
    await bench("ntag424:04A1A2A3A4A5A6");
    expect(await card("encode")).toMatchObject({ code: 2, stderr: expect.stringContaining("CARD_OPTIONS") });
    expect(await card("encode", "--url", "ftp://doors")).toMatchObject({ code: 2, stderr: expect.stringContaining("CARD_ADDRESS") });
    const door = await at.door("Gate");
    expect(await card("encode", "--url", `https://doors.example.org/d/${door.id}`)).toMatchObject({ code: 0, stdout: expect.stringContaining("a tag of this site") });
    expect((await at.client.get<{ rows: DoorTagRow[] }>(paths.doorTags)).rows).toMatchObject([{ doorId: door.id, uid: "04a1a2a3a4a5a6", counter: null }]);
    const again = await card("encode", "--person", String(kim.id));
    expect([again.code, again.stderr.match(/is this site's|is written|is set up/)]).toEqual([0, null]);
    expect(await card("verify")).toMatchObject({ code: 0 });
  });

  it("says what is wrong with what lies there, each with its own exit code", async () => {
    await bench();
    expect(await card("info")).toMatchObject({ code: 3, stderr: expect.stringContaining("CARD_NONE") });
    chip.say("present uid:04A1B2C3");
    expect(await card("info")).toMatchObject({ code: 1, stderr: expect.stringContaining("a MIFARE Classic or the like") });
    chip.say("present desfire:04112233445566,desfire:04112233445577");
    expect(await card("encode", "--person", "1")).toMatchObject({ code: 3, stderr: expect.stringContaining("CARD_SEVERAL") });
    chip.say("present desfire:04B1B2B3B4B5B6");
    expect(await card("encode", "--url", "https://x.example/d/1")).toMatchObject({ code: 2, stderr: expect.stringContaining("Only an NTAG 424 DNA") });
    expect(await card("info", "--baud", "fast")).toMatchObject({ code: 2, stderr: expect.stringContaining("CARD_OPTIONS") });
  });

  it("asks who it is for before it touches the card, and knows people by name", async () => {
    await bench("desfire:04B1B2B3B4B5B7");
    for (const text of ["Lee A", "Lee B", "lee b"]) await at.person(text, []);
    expect(await card("encode", "--person", "4711")).toMatchObject({ code: 2, stderr: expect.stringMatching(/no person with the number 4711\n.*\[PERSON_UNKNOWN\]/) });
    expect(await card("encode", "--person", "Lee")).toMatchObject({ code: 2, stderr: expect.stringMatching(/no person "Lee"\n.*number of one: \d+ \(Lee A\), .*\[PERSON_UNKNOWN\]/) });
    expect(await card("encode", "--person", "Lee B")).toMatchObject({ code: 2, stderr: expect.stringMatching(/2 people are called "Lee B"\n.*\d+ \(lee b\)/) });
    expect(await card("info", "--json")).toMatchObject({ stdout: expect.stringContaining('"state":"blank"') });
    expect(await card("encode", "--person", "lee a")).toMatchObject({ code: 0, stdout: expect.stringContaining("Lee A's") });
  });

  it("torn away, says how far it came and how to go on, and goes on", async () => {
    await bench("desfire-ev3:04C1C2C3C4C5C6");
    chip.say("tear 24");
    const torn = await card("encode", "--person", "Kim");
    expect([torn.code, torn.stderr]).toEqual([1, expect.stringMatching(/taken away while it should [^]*Done before: the application is made[^]*run the same command again[^]*CARD_GONE/)]);
    chip.say("present desfire-ev3:04c1c2c3c4c5c6");
    expect(await card("info")).toMatchObject({ code: 0, stdout: expect.stringContaining("applications: f51ac7") });
    const rest = await card("encode", "--person", "Kim");
    expect([rest.code, rest.stderr]).toEqual([0, expect.not.stringContaining("the application is made")]);
  });

  it("gives a card a PIN from standard input, changes it from a file, and never takes it as an argument or shows it", async () => {
    await bench("desfire-ev3:04C1C2C3C4C5C6");
    const server = ["--server", at.backend.url, "--token", at.backend.apiToken];
    const typing = new Running(["card", "encode", "--port", link, "--wait", "2", ...server, "--person", String(kim.id), "--pin"]);
    typing.say("4711");
    expect(await typing.ended).toBe(0);
    expect(typing.complaints.join()).toContain("the PIN is set");
    const file = join(dir.path, "pin");
    for (const [text, code, said] of [["123", 2, "PIN_INVALID"], ["12345678\n", 0, "the PIN is set"]] as const) {
      writeFileSync(file, text);
      const changed = await card("pin", "--pin-file", file);
      expect(changed).toMatchObject({ code, stderr: expect.stringContaining(said) });
      expect(changed.stdout + changed.stderr).not.toContain("1234");
    }
    expect(await card("pin", "--remove")).toMatchObject({ code: 0, stdout: expect.stringContaining("it has no PIN") });
    expect(await card("pin", "--pin", "4711")).toMatchObject({ code: 2 });
  });
});
