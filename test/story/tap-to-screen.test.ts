import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromHex } from "../../firmware/src/base/bytes";
import type { EventRow } from "../../host-tools/api/events";
import { paths } from "../../host-tools/api/paths";
import type { ReaderIdentity, ReadersAnswer } from "../../host-tools/api/readers";
import type { UdpLink } from "../../host-tools/cli/sim/udp-link";
import { openUdpLink } from "../../host-tools/cli/sim/udp-link";
import { realClock } from "../../host-tools/simulator/board/clock";
import { SimulatedReader } from "../../host-tools/simulator/reader";
import { BackendAtWork } from "../support/backend-at-work";

/* The shipped reader on simulated hardware, in real time over real datagrams, with the real backend: both ends of the sync. */
const card = "04a1b2c3d4e5f6";
let dir: string;
let at: BackendAtWork;
let link: UdpLink;
let reader: SimulatedReader;
let kim: number;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "latchkey-tap-"));
  at = await BackendAtWork.start({ dataDir: dir });
  const identity = await at.client.send<ReaderIdentity>("POST", paths.readers, { name: "Lobby reader", door: "Lobby" });
  const level = await at.level("Staff", [identity.doorId!]);
  kim = (await at.person("Kim", [level.id])).id;
  await at.card(kim, card);
  link = openUdpLink("127.0.0.1", at.backend.udpPort);
  reader = startReader(identity);
  await until(learnt);
}, 30_000);
afterEach(async () => {
  reader.powerOff();
  link.close();
  await at.stop();
  rmSync(dir, { recursive: true });
});

function startReader(identity: ReaderIdentity): SimulatedReader {
  const set = (run: () => void, delayMs: number): NodeJS.Timeout => setTimeout(run, delayMs).unref();
  const timers = { uptimeMs: () => performance.now(), nowMs: Date.now, set, clear: (handle: unknown) => clearTimeout(handle as NodeJS.Timeout) };
  const keys = {
    readerId: fromHex(identity.readerId),
    deviceKey: fromHex(identity.deviceKey),
    drbgSeed: fromHex(identity.drbgSeed),
  };
  const backend = { backendHost: Uint8Array.of(127, 0, 0, 1), backendPort: identity.backend.port };
  const { provisionedAt } = identity;
  return new SimulatedReader({
    identity: { ...keys, ...backend, provisionedAt, wifiName: "", wifiKey: "" },
    clock: realClock(timers),
    link,
    seed: 5,
  });
}

/** Looks again until it is so; the test's own time limit ends it. */
async function until(so: () => Promise<boolean>): Promise<void> {
  while (!(await so())) await new Promise((next) => setTimeout(next, 20));
}

const state = async () => (await at.client.get<ReadersAnswer>(paths.readers)).rows[0]!;
/** The reader has confirmed the newest version of its list. */
const learnt = async () => (await state()).listVersion === (await state()).backendVersion;
const taps = async () => (await at.client.get<{ rows: EventRow[] }>(`${paths.events}?after=0&kind=tap&limit=1000`)).rows;

/** Holds the card to the reader until its light answers, then until the light is out again and the poller has missed it. */
async function tap(): Promise<void> {
  const before = reader.door.edges.length;
  reader.tap(`uid:${card}`);
  await until(async () => reader.door.edges.length > before);
  reader.remove();
  await until(async () => !reader.door.isOn("green") && !reader.door.isOn("red"));
}

test("a tap appears with its names, and a person disabled on the screen is refused at the next one", async () => {
  await tap();
  await until(async () => (await taps()).length === 1);
  await at.change(kim, { enabled: false });
  await until(learnt);
  await tap();
  await until(async () => (await taps()).length === 2);
  expect((await taps()).map(({ doorName, personName, verdict, reason }) => [doorName, personName, verdict, reason])).toEqual([
    ["Lobby", "Kim", "granted", "granted"],
    ["Lobby", "Kim", "denied", "credentialDisabled"],
  ]);
}, 30_000);

test("with the backend stopped taps are decided, and afterwards every event is there once and in order", async () => {
  const { port } = at.backend;
  await tap();
  await until(async () => (await taps()).length === 1);
  await at.stop();
  await tap();
  await tap();
  at = await BackendAtWork.start({ dataDir: dir, port });
  await until(async () => (await taps()).length === 3);
  const sequences = (await taps()).map((row) => row.sequence);
  expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
  expect((await taps()).every((row) => row.verdict === "granted" && row.personName === "Kim")).toBe(true);
}, 60_000);
