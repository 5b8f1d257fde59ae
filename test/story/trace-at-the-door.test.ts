import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathOf, paths } from "../../host-tools/api/paths";
import type { AuditRow } from "../../host-tools/api/audit";
import type { TraceAnswer, TraceRow } from "../../host-tools/api/traces";
import { goodNetwork } from "../../host-tools/simulator/board/network";
import { replayTrace } from "../../host-tools/trace/replay";
import { shownLines } from "../../host-tools/trace/show";
import { verdictsOf } from "../../host-tools/trace/trace";
import { parseTrace } from "../../host-tools/trace/trace-file";
import { latchkey, temporaryDir } from "../support/command-line";
import { VirtualSite, type VirtualDoor } from "../support/virtual-site";

/* An admin asks a reader for a trace of the next taps; shipped firmware, real backend, virtual time. */
let site: VirtualSite;
let door: VirtualDoor;

beforeEach(async () => {
  site = await VirtualSite.start(7);
  door = await site.door("Lobby");
  const level = await site.at.level("Staff", [door.identity.doorId!]);
  const kim = await site.at.person("Kim", [level.id]);
  await site.at.card(kim.id, "04a1b2c3");
  await site.pass(5000);
}, 30_000);
afterEach(() => site.stop());

const ask = (wish: object) => site.at.client.send<TraceRow>("POST", pathOf(paths.readerTraces, door.identity.readerId), wish);
const taken = (id: number) => site.at.client.get<TraceAnswer>(pathOf(paths.trace, id));

async function tap(card: string): Promise<void> {
  door.tap(card);
  await site.pass(1500);
}

test("the taps asked for come as a trace with verdicts that a replay gives again, and the audit says who asked and who read", async () => {
  const { id, state } = await ask({ taps: 2, seconds: 60 });
  expect(state).toBe("waiting");
  await site.pass(2000);
  await tap("uid:04A1B2C3");
  expect((await taken(id)).text).toBeNull();
  await tap("uid:0BADCAFE");
  await site.pass(5000);
  const { text, ...row } = await taken(id);
  expect(row).toMatchObject({ state: "done", lost: 0, readerName: "Lobby reader" });
  const trace = parseTrace(text!);
  expect(verdictsOf(trace)).toMatchObject([
    { verdict: "granted", technology: "uid" },
    { verdict: "denied", reason: "unknownCredential", token: null },
  ]);
  expect(replayTrace(trace).differences).toEqual([]);
  const words = shownLines(trace).map(({ means }) => means);
  expect(words).toEqual(expect.arrayContaining(["card 04A1B2C3", "card 0BADCAFE", "granted by uid"]));
  expect(words.filter((one) => one === "nobody").length).toBeLessThanOrEqual(2);
  const audit = (await site.at.client.get<{ rows: AuditRow[] }>(paths.audit)).rows;
  const about = audit.filter(({ subject }) => subject === `trace ${id}`).map(({ action }) => action);
  expect(about.sort()).toEqual(["ask", "deliver", "read"]);
}, 60_000);

test("without a tap it ends by its time, and the next may be asked for", async () => {
  const first = await ask({ taps: 1, seconds: 5 });
  await site.pass(12_000);
  expect(await taken(first.id)).toMatchObject({ state: "done" });
  const second = await ask({ taps: 1, seconds: 5 });
  await site.pass(12_000);
  expect((await taken(second.id)).state).toBe("done");
}, 60_000);

test("it comes whole over a network that loses every other frame", async () => {
  const { id } = await ask({ taps: 1, seconds: 60 });
  await site.pass(2000);
  door.network.faults = { ...goodNetwork, lost: 0.5 };
  await tap("ntag216:04A1B2C3D4E5F6:D101045402656E41");
  await site.pass(240_000);
  const { text, state } = await taken(id);
  expect(state).toBe("done");
  expect(verdictsOf(parseTrace(text!))).toHaveLength(1);
}, 60_000);

test("nobody can ask a reader that is not there, for nothing, or for ever; a removed trace is gone", async () => {
  await expect(site.at.client.send("POST", pathOf(paths.readerTraces, "00".repeat(8)), {})).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  await expect(ask({ taps: 0 })).rejects.toMatchObject({ code: "INPUT" });
  await expect(ask({ seconds: 601 })).rejects.toMatchObject({ code: "INPUT" });
  const { id } = await ask({});
  await site.at.client.send("DELETE", pathOf(paths.trace, id), undefined);
  await site.pass(2000);
  await tap("uid:04A1B2C3");
  await site.pass(5000);
  await expect(taken(id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect((await site.at.client.get<{ rows: TraceRow[] }>(paths.traces)).rows).toEqual([]);
}, 60_000);

test("the command line asks, waits and writes the file; a reader that is away is told apart from one that does not exist", async () => {
  const dir = temporaryDir();
  const file = join(dir.path, "tap.jsonl");
  const server = ["--server", site.at.backend.url, "--token", site.at.backend.apiToken];
  const asked = latchkey(["trace", "record", file, "--reader", "lobby READER", "--seconds", "5", "--json", ...server]);
  const rows = async () => (await site.at.client.get<{ rows: TraceRow[] }>(paths.traces)).rows;
  while ((await rows()).length === 0) await new Promise((next) => setTimeout(next, 50));
  await site.pass(2000);
  await tap("uid:04A1B2C3");
  await site.pass(5000);
  const { code, stdout } = await asked;
  expect([code, JSON.parse(stdout)]).toMatchObject([0, { file, lost: 0 }]);
  expect(verdictsOf(parseTrace(readFileSync(file, "utf8")))).toMatchObject([{ verdict: "granted" }]);
  const cases: [string[], number, string][] = [
    [["--reader", "nobody"], 2, "READER_UNKNOWN"],
    [["--reader", "Lobby reader", "--taps", "0"], 2, "TRACE_OPTIONS"],
  ];
  for (const [options, exit, name] of cases) {
    const refused = await latchkey(["trace", "record", join(dir.path, "other.jsonl"), ...options, ...server]);
    expect([refused.code, refused.stderr]).toEqual([exit, expect.stringContaining(name)]);
  }
  dir.clean();
}, 60_000);
