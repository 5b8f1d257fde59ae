import { join } from "node:path";
import { readFileSync } from "node:fs";
import type { ReaderIdentity } from "../../host-tools/api/readers";
import { paths } from "../../host-tools/api/paths";
import { nodeClock } from "../../host-tools/cli/node-clock";
import { openPty, type Pty } from "../../host-tools/device/pty";
import { SimulatedReader } from "../../host-tools/simulator/reader";
import { verdictsOf } from "../../host-tools/trace/trace";
import { parseTrace } from "../../host-tools/trace/trace-file";
import { BackendAtWork } from "../support/backend-at-work";
import { latchkey, Running, temporaryDir } from "../support/command-line";
import { describeWith } from "../support/needs";
import { provisioned } from "../support/virtual-site";

/* The command line at a port behind which the shipped firmware runs without any network, and at ports where something else is. */
describeWith(["socat"], "latchkey trace record --port", () => {
  const dir = temporaryDir();
  const port = join(dir.path, "cable");
  let at: BackendAtWork;
  let identity: ReaderIdentity;
  let pty: Pty;
  let reader: SimulatedReader | undefined;
  let answerWith: (text: string) => void = () => undefined;
  let files = 0;

  beforeAll(async () => {
    at = await BackendAtWork.start({ nowMs: () => Date.now() });
    identity = await at.client.send<ReaderIdentity>("POST", paths.readers, { name: "Lobby reader", door: "Lobby" });
    await at.client.send("POST", paths.readers, { name: "Cellar reader", door: "Cellar" });
    pty = await openPty(port);
    pty.onData((bytes) => answerWith(Buffer.from(bytes).toString("latin1")));
  });
  afterEach(() => {
    reader?.powerOff();
    reader = undefined;
    answerWith = () => undefined;
  });
  afterAll(async () => {
    await pty.close();
    await at.stop();
    dir.clean();
  });

  const send = (text: string) => pty.write(Buffer.from(text, "latin1"));
  const args = (...more: string[]) => [...["trace", "record", join(dir.path, `${files++}.jsonl`), "--port", port, "--server", at.backend.url, "--token", at.backend.apiToken], ...more];
  const because = ["--reason", "card 17 is not read"];

  function plugIn(): SimulatedReader {
    const link = { send: () => undefined, listen: () => undefined };
    reader = new SimulatedReader({ identity: provisioned(identity), clock: nodeClock(), link, seed: 3 });
    reader.cable.onText(send);
    answerWith = (text) => reader!.cable.write(text);
    return reader;
  }

  it("writes what the reader kept, without any network of the reader", async () => {
    const at = plugIn();
    const command = args(...because, "--reader", "lobby READER", "--json");
    const record = new Running(command);
    while (!record.complaints.some((line) => line.startsWith("unlocked "))) await new Promise((next) => setTimeout(next, 50));
    const refused = new Promise<void>((shown) => at.door.onEdge(({ line, on }) => line === "red" && on && shown()));
    at.tap("uid:0BADCAFE");
    await refused;
    at.remove();
    expect(await record.ended).toBe(0);
    expect(verdictsOf(parseTrace(readFileSync(command[2]!, "utf8")))).toMatchObject([{ verdict: "denied", technology: "uid" }]);
  }, 60_000);

  const status = (more: object) => (text: string) => text.includes("LK?status") && send(`LK!${JSON.stringify({ reader: identity.readerId, version: "0.0.1", epoch: 1, fault: "", vars: 1, ...more })}\n`);
  const nobody = () => undefined;
  const cases: [string, (text: string) => unknown, string[], number, string][] = [
    ["nobody answers", nobody, because, 5, "CABLE_SILENT"],
    ["the firmware knows no unlock", status({}), because, 5, "CABLE_FIRMWARE"],
    ["the program is torn", status({ reader: "", fault: "programTorn" }), because, 5, "READER_TORN"],
    ["the board is nobody's reader", status({ reader: "" }), because, 5, "CABLE_NOBODY"],
    ["another reader is there than was named", status({ challenge: "00".repeat(16) }), [...because, "--reader", "Cellar reader"], 3, "CABLE_READER"],
    ["there is no reader of that name", status({ challenge: "00".repeat(16) }), [...because, "--reader", "Attic"], 2, "READER_UNKNOWN"],
    ["the backend does not know the reader", status({ reader: "00".repeat(8), challenge: "00".repeat(16) }), because, 4, "CABLE_UNKNOWN"],
    ["the backend is away", status({ challenge: "00".repeat(16) }), [...because, "--server", "http://127.0.0.1:9"], 7, "SERVER_UNREACHABLE"],
    ["no reason is given", nobody, [], 2, "TRACE_OPTIONS"],
    ["there is no such port", nobody, [...because, "--port", "/dev/nonesuch"], 3, "PORT_MISSING"],
  ];
  it.each(cases)("says what to do when %s", async (_, answer, more, exit, code) => {
    answerWith = answer;
    const refused = await latchkey(args(...more, "--json"));
    const { error } = JSON.parse(refused.stdout.trim().split("\n").at(-1)!) as { error: { code: string; exit: number; hint: string } };
    expect([refused.code, error.code, error.exit, error.hint.length > 10]).toEqual([exit, code, exit, true]);
  }, 30_000);
});
