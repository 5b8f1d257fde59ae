import { startBackend, type Backend } from "../../host-tools/backend/server";
import { ApiClient } from "../../host-tools/api/client";
import { pathOf, paths } from "../../host-tools/api/paths";
import type { ReadersAnswer } from "../../host-tools/api/readers";
import type { TraceAnswer, TraceRow } from "../../host-tools/api/traces";
import { replayTrace } from "../../host-tools/trace/replay";
import { verdictsOf } from "../../host-tools/trace/trace";
import { parseTrace } from "../../host-tools/trace/trace-file";
import { ChipBench } from "../support/chip-bench";
import { temporaryDir } from "../support/command-line";
import { describeWith } from "../support/needs";

jest.setTimeout(180_000);

describeWith(["espruino", "socat"], "a trace of the real bundle in the real interpreter, asked for at the real backend", () => {
  const dir = temporaryDir();
  let backend: Backend;
  let client: ApiClient;
  let bench: ChipBench;
  let reader = "";

  beforeAll(async () => {
    backend = await startBackend({ dataDir: ":memory:", port: 0 });
    client = new ApiClient(fetch, backend.url, backend.apiToken);
    bench = await ChipBench.open(dir.path);
    await bench.start("--backend", backend.enrolUrl);
    reader = (await client.get<ReadersAnswer>(paths.readers)).rows[0]!.id;
  });
  afterAll(async () => {
    await bench.close();
    await backend.stop();
    dir.clean();
  });

  /** Asks until it is so; the test's own limit ends a hopeless wait. */
  async function until<T>(look: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
    for (let value = await look(); ; value = await look()) {
      if (holds(value)) return value;
      await new Promise((done) => setTimeout(done, 100));
    }
  }

  const waiting = async () => backend.services.contacts.find(Buffer.from(reader, "hex"))?.status?.commandDone ?? 0;

  it.each([1, 2])("comes with frames, verdict and a replay that agrees, for the %d. time", async (time) => {
    const { id } = await client.send<TraceRow>("POST", pathOf(paths.readerTraces, reader), { taps: 1, seconds: 120 });
    await until(waiting, (done) => done >= time);
    await bench.tap("ntag213:04A1B2C3D4E5F6:D101045402656E41");
    const { text, lost } = await until(
      () => client.get<TraceAnswer>(pathOf(paths.trace, id)),
      ({ state }) => state === "done",
    );
    const trace = parseTrace(text!);
    expect([lost, verdictsOf(trace)]).toMatchObject([
      0,
      [{ verdict: "denied", reason: "unknownCredential", technology: "ntag" }],
    ]);
    expect(replayTrace(trace).differences).toEqual([]);
    expect(await bench.tap("uid:04A1B2C3")).toMatchObject({ verdict: "denied" });
  });
});
