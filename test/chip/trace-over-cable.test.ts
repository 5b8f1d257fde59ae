import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startBackend, type Backend } from "../../host-tools/backend/server";
import { ApiClient } from "../../host-tools/api/client";
import type { EventsAnswer } from "../../host-tools/api/events";
import { paths } from "../../host-tools/api/paths";
import type { AuditRow } from "../../host-tools/api/audit";
import { replayTrace } from "../../host-tools/trace/replay";
import { verdictsOf } from "../../host-tools/trace/trace";
import { parseTrace } from "../../host-tools/trace/trace-file";
import { ChipBench } from "../support/chip-bench";
import { latchkey, Running, temporaryDir } from "../support/command-line";
import { describeWith } from "../support/needs";

jest.setTimeout(240_000);

describeWith(["espruino", "socat"], "a trace of the real bundle in the real interpreter, over its cable by the command line", () => {
  const dir = temporaryDir();
  const cable = join(dir.path, "cable");
  let backend: Backend;
  let client: ApiClient;
  let bench: ChipBench;
  let server: string[] = [];

  beforeAll(async () => {
    backend = await startBackend({ dataDir: ":memory:", port: 0 });
    client = new ApiClient(fetch, backend.url, backend.apiToken);
    server = ["--server", backend.url, "--token", backend.apiToken];
    bench = await ChipBench.open(dir.path);
    await bench.start("--backend", backend.enrolUrl, "--cable", cable);
  });
  afterAll(async () => {
    await bench.close();
    await backend.stop();
    dir.clean();
  });

  const events = async () => (await client.get<EventsAnswer>(`${paths.events}?kind=reader`)).rows.map(({ reason }) => reason);

  /** Ends when the reader is unlocked and records. */
  async function recording(file: string, ...more: string[]): Promise<Running> {
    const record = new Running(["trace", "record", file, "--port", cable, "--reason", "a card is not read", "--json", ...more, ...server]);
    while (!record.complaints.some((line) => line.startsWith("unlocked "))) {
      if (await Promise.race([record.ended.then(() => true), new Promise((next) => setTimeout(next, 50))])) break;
    }
    expect(record.complaints.join("\n")).toContain("unlocked ");
    return record;
  }

  it("comes with frames, verdicts and a replay that agrees; the reader's event and the audit say that it was unlocked", async () => {
    const file = join(dir.path, "tap.jsonl");
    const record = await recording(file, "--taps", "2");
    expect(await bench.tap("ntag213:04A1B2C3D4E5F6:D101045402656E41")).toMatchObject({ verdict: "denied" });
    expect(await bench.tap("uid:04A1B2C3")).toMatchObject({ verdict: "denied" });
    expect(await record.ended).toBe(0);
    expect(JSON.parse(record.lines.at(-1)!)).toMatchObject({ file, lost: 0, whole: true });
    const trace = parseTrace(readFileSync(file, "utf8"));
    expect(verdictsOf(trace)).toMatchObject([
      { verdict: "denied", reason: "unknownCredential", technology: "ntag" },
      { verdict: "denied", reason: "unknownCredential", technology: "uid" },
    ]);
    expect(replayTrace(trace).differences).toEqual([]);
    const replayed = await latchkey(["trace", "replay", file]);
    expect([replayed.code, replayed.stdout]).toEqual([0, expect.stringContaining("same")]);
    expect(await events()).toContain("cableUnlocked");
    const { rows } = await client.get<{ rows: AuditRow[] }>(paths.audit);
    expect(rows.map(({ action }) => action)).toEqual(expect.arrayContaining(["unlock cable", "trace over cable"]));
    expect(JSON.stringify(rows)).toContain("a card is not read");
  });

  it("ends with Ctrl-C, and holds what was there by then", async () => {
    const file = join(dir.path, "cut-short.jsonl");
    const record = await recording(file, "--taps", "5", "--seconds", "300");
    await bench.tap("uid:0BADCAFE");
    expect(await record.stop("SIGINT")).toBe(0);
    expect(verdictsOf(parseTrace(readFileSync(file, "utf8")))).toMatchObject([{ verdict: "denied", technology: "uid" }]);
  });

  it("is not given by a backend that is not the reader's, and three such tries bar the cable", async () => {
    const other = await startBackend({ dataDir: ":memory:", port: 0 });
    try {
      const file = join(dir.path, "never.jsonl");
      const ask = (at: Backend) => latchkey(["trace", "record", file, "--port", cable, "--reason", "who knows", "--server", at.url, "--token", at.apiToken]);
      const unknown = await ask(other);
      expect([unknown.code, unknown.stderr]).toEqual([4, expect.stringContaining("CABLE_UNKNOWN")]);
      const reader = backend.services.contacts.all()[0]!;
      const key = { reader_id: reader.id, key_sealed: other.services.keys.close(new Uint8Array(32), Buffer.from(reader.id, "hex")) };
      await other.services.store.change((trx) =>
        trx
          .insertInto("reader")
          .values({
            ...{ name: "forged", door_id: null, enabled: 1, epoch: 0, list_version: 1, settings_version: 0, settings: new Uint8Array(0) },
            ...{ command_number: 0, last_seen: null, held_list_version: 0, held_settings_version: 0 },
            reader_id: Buffer.from(key.reader_id, "hex"),
            key_sealed: key.key_sealed,
          })
          .execute(),
      );
      for (const code of ["CABLE_WRONG", "CABLE_WRONG", "CABLE_WRONG", "CABLE_BARRED"]) {
        const refused = await ask(other);
        expect([refused.code, refused.stderr]).toEqual([4, expect.stringContaining(code)]);
      }
      expect((await ask(backend)).stderr).toContain("CABLE_BARRED");
    } finally {
      await other.stop();
    }
    while ((await events()).filter((reason) => reason === "cableUnlockWrong").length < 3) await new Promise((next) => setTimeout(next, 100));
  });
});
