import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ntagCard } from "../../host-tools/simulator/cards/ntag";
import { latchkey, Running, runProgram, temporaryDir } from "../support/command-line";
import { describeWith } from "../support/needs";

/* Debian's own NFC tools drive the emulated front end over a real pseudo-terminal: code that none of us wrote. */
describeWith(["socat", "nfc-list", "nfc-mfultralight"], "libnfc's tools on the emulated PN532", () => {
  const dir = temporaryDir();
  let started = 0;
  let chip: Running;
  let env: Record<string, string>;

  async function chipWith(card: string): Promise<void> {
    const link = join(dir.path, `pn532-${started++}`);
    chip = new Running(["sim", "chip", "--link", link, "--card", card]);
    await chip.line((line) => line === `ready ${link}`);
    env = { LIBNFC_DEVICE: `pn532_uart:${link}` };
  }

  afterEach(async () => {
    chip.say("quit");
    expect(await chip.ended).toBe(0);
  });
  afterAll(() => dir.clean());

  for (const [card, atqa, uid, sak] of [
    ["uid:04A1B2C3", "00  04", "04  a1  b2  c3", "08"],
    ["uid:04112233445566", "00  44", "04  11  22  33  44  55  66", "08"],
    ["ntag213:04A1B2C3D4E5F6:D101045402656E41", "00  44", "04  a1  b2  c3  d4  e5  f6", "00"],
  ] as const) {
    it(`nfc-list sees ${card}`, async () => {
      await chipWith(card);
      const { stdout } = await runProgram("nfc-list", ["-v"], { env });
      expect(stdout).toContain("1 ISO14443A passive target(s) found:");
      expect(stdout).toContain(`ATQA (SENS_RES): ${atqa}`);
      expect(stdout).toContain(`UID (NFCID1): ${uid}`);
      expect(stdout).toContain(`SAK (SEL_RES): ${sak}`);
    });
  }

  it("nfc-list sees nothing in an empty field, and a card presented afterwards", async () => {
    await chipWith("uid:04A1B2C3");
    chip.say("remove");
    expect((await runProgram("nfc-list", ["-v"], { env })).stdout).toContain("0 ISO14443A passive target(s) found.");
    chip.say("present uid:0BADCAFE");
    expect((await runProgram("nfc-list", ["-v"], { env })).stdout).toContain("UID (NFCID1): 0b  ad  ca  fe");
  });

  it("nfc-list tells two cards apart", async () => {
    await chipWith("uid:04A1B2C3,ntag213:04112233445566");
    const { stdout } = await runProgram("nfc-list", ["-v"], { env });
    expect(stdout).toContain("2 ISO14443A passive target(s) found:");
    expect(stdout).toContain("UID (NFCID1): 04  a1  b2  c3");
    expect(stdout).toContain("UID (NFCID1): 04  11  22  33  44  55  66");
  });

  it("is recorded while nfc-list drives the front end, and the recording replays", async () => {
    await chipWith("uid:04A1B2C3");
    const [port, link, file] = [env.LIBNFC_DEVICE!.split(":")[1]!, join(dir.path, "tapped"), join(dir.path, "tapped.jsonl")];
    const recording = new Running([
      "trace",
      "record",
      file,
      "--port",
      port,
      "--link",
      link,
      "--host",
      "libnfc",
      "--allow",
      "uid:04a1b2c3",
    ]);
    await recording.line((line) => line === `ready ${link}`);
    const { stdout } = await runProgram("nfc-list", [], { env: { LIBNFC_DEVICE: `pn532_uart:${link}` } });
    expect(stdout).toContain("UID (NFCID1): 04  a1  b2  c3");
    expect(await recording.stop("SIGINT")).toBe(0);
    const { code, stdout: told } = await latchkey(["trace", "replay", file, "--json"]);
    expect([code, JSON.parse(told)]).toMatchObject([0, { same: true, verdicts: [{ verdict: "granted", technology: "uid" }] }]);
    expect(existsSync(link)).toBe(false);
  });

  for (const model of ["ntag213", "ntag215", "ntag216"] as const) {
    it(`nfc-mfultralight reads every page of an ${model}`, async () => {
      const uid = "04A1B2C3D4E5F6";
      const ndef = "D1010C5402656E6C617463686B657921";
      await chipWith(`${model}:${uid}:${ndef}`);
      const file = join(dir.path, `${model}.mfd`);
      const { stdout, code } = await runProgram("nfc-mfultralight", ["r", file], { env });
      expect([code, stdout]).toEqual([0, expect.stringContaining("(0 pages failed)")]);
      expect(stdout).toContain(`NTAG Type: ${model.toUpperCase()}`);
      const memory = Buffer.from(ntagCard(model, Buffer.from(uid, "hex"), Buffer.from(ndef, "hex")).memory);
      /* The last two pages are password and acknowledgement, which no card gives out. */
      const dump = readFileSync(file).subarray(0, memory.length - 8);
      expect(dump.toString("hex")).toBe(memory.subarray(0, dump.length).toString("hex"));
      expect(dump.length).toBe(memory.length - 8);
    });
  }
});
