import { statSync } from "node:fs";
import { join } from "node:path";
import { fromHex, toHex } from "../../firmware/src/base/bytes";
import type { CardOrders } from "../../host-tools/api/cards";
import { cardLayouts, readKey } from "../../host-tools/api/cards";
import type { EventsAnswer } from "../../host-tools/api/events";
import { pathOf, paths } from "../../host-tools/api/paths";
import { BackendAtWork } from "../support/backend-at-work";
import { latchkey, Running, temporaryDir } from "../support/command-line";
import { verifierOf } from "../support/pin-bench";

jest.setTimeout(120_000);

/* `latchkey sim press`: a PIN at a simulated reader that runs, as somebody types it who has no hardware. */
describe("latchkey sim press", () => {
  const dir = temporaryDir();
  let at: BackendAtWork;
  let reader: Running;
  let card: string;

  beforeAll(async () => {
    at = await BackendAtWork.start();
    const door = await at.door("Door 1", { asksPin: true, assuranceMin: 3 });
    const kim = await at.person("Kim", [(await at.level("Staff", [door.id])).id]);
    const orders = await at.client.send<CardOrders>("POST", paths.cards, { technology: "desfire", uid: "04112233445566" });
    await at.client.send("POST", pathOf(paths.cardRegistration, orders.id), { personId: kim.id, keyVersion: 1 });
    const [key, { application, file }] = [orders.versions[0]!.keys[readKey]!, cardLayouts.desfire];
    card = `desfire:${orders.uid}:${application}:${key}:${file}:${orders.credential}${toHex(verifierOf("4711", fromHex(key)))}:full:${readKey}`;
    reader = new Running(["sim", "run", "--server", at.backend.url, "--token", at.backend.apiToken, "--data", dir.path, "--readers", "1", "--json"]);
    await reader.line((line) => line.includes('"ready"'));
    await until(async () => (await at.client.get<EventsAnswer>(`${paths.events}?kind=reader`)).rows, (rows) => rows.some(({ reason }) => reason === "settingsUpdated") && rows.some(({ reason }) => reason === "listUpdated"));
  });
  afterAll(async () => {
    await reader.stop("SIGINT");
    await at.stop();
    dir.clean();
  });

  const sim = (...args: string[]) => latchkey(["sim", ...args, "--data", dir.path]);
  const state = async () => (JSON.parse((await sim("list", "--json")).stdout) as { relay: boolean; asksPin: boolean }[])[0]!;
  const taps = async () => (await at.client.get<EventsAnswer>(`${paths.events}?kind=tap`)).rows.map(({ verdict, reason }) => `${verdict} ${reason}`);

  /** Asks until the answer is what is expected; the test's own limit ends a hopeless wait. */
  async function until<T>(ask: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
    for (;;) {
      const value = await ask();
      if (holds(value)) return value;
      await new Promise((done) => setTimeout(done, 100));
    }
  }

  it("runs once for a folder, and keeps what lies there to its owner", async () => {
    const { code, stderr } = await latchkey(["sim", "run", "--server", at.backend.url, "--token", at.backend.apiToken, "--data", dir.path]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/running for the folder .* already\.\n.*end the other.*\[SIM_RUNNING\]/)]);
    expect(JSON.parse((await sim("list", "--json")).stdout)).toHaveLength(1);
    const modes = ["sim", "sim/reader-1.json", "sim.json"].map((name) => (statSync(join(dir.path, name)).mode & 0o077).toString(8));
    expect(modes).toEqual(["0", "0", "0"]);
  });

  it("types a PIN at a door that asks for one: wrong, then right", async () => {
    for (const [keys, verdict] of [["4712#", "denied pinWrong"], ["99*4711#", "granted granted"]] as const) {
      const before = (await taps()).length;
      expect(await sim("tap", card)).toMatchObject({ code: 0, stdout: expect.stringContaining("asks for a PIN") });
      const said = verdict.startsWith("granted") ? "press Door 1: granted, online, relay on" : "press Door 1: denied (pinWrong), online";
      expect(await sim("press", keys, "--door", "Door 1")).toMatchObject({ code: 0, stdout: expect.stringContaining(said) });
      expect((await until(taps, (all) => all.length > before))[0]).toBe(verdict);
      expect((await state()).asksPin).toBe(false);
    }
  });

  it("says of a tap what the reader decided, also without the network", async () => {
    expect(await sim("tap", "uid:DEADBEEF")).toMatchObject({ code: 0, stdout: expect.stringContaining("tap Door 1: denied (unknownCredential), online") });
    await sim("offline");
    const { stdout } = await sim("tap", "uid:DEADBEE0", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ door: "Door 1", online: false, verdict: "denied", reason: "unknownCredential" });
    await sim("online");
  });

  it("says what no keypad has, which door there is not, and that nothing runs", async () => {
    for (const keys of ["47a1", "47-11", ""]) {
      expect(await sim("press", keys)).toMatchObject({ code: 1, stderr: expect.stringContaining("A keypad has no keys") });
    }
    expect((await sim("press", "1", "--door", "Door 9")).code).not.toBe(0);
    const empty = temporaryDir();
    expect(await latchkey(["sim", "press", "1", "--data", empty.path])).toMatchObject({ code: 3, stderr: expect.stringContaining("No simulated readers are running") });
    empty.clean();
  });
});
