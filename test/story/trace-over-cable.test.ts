import { readKey, type CardOrders } from "../../host-tools/api/cards";
import type { PersonRow } from "../../host-tools/api/directory";
import type { EventsAnswer } from "../../host-tools/api/events";
import { pathOf, paths } from "../../host-tools/api/paths";
import type { AuditRow } from "../../host-tools/api/audit";
import { ApiClient } from "../../host-tools/api/client";
import { unlockForTrace } from "../../host-tools/cli/cable/unlock";
import { composed } from "../../host-tools/cli/trace/at-the-cable";
import { traceOverCable } from "../../host-tools/cli/trace/from-cable";
import { CableTalk } from "../../host-tools/device/cable";
import { seededRandom } from "../../host-tools/simulator/board/entropy";
import { replayTrace } from "../../host-tools/trace/replay";
import { verdictsOf, type Trace } from "../../host-tools/trace/trace";
import { formatTrace, parseTrace } from "../../host-tools/trace/trace-file";
import { VirtualSite, type VirtualDoor } from "../support/virtual-site";

/* A technician at the cable of a reader: shipped firmware in virtual time, the tool's own code, the real backend. */
let site: VirtualSite;
let door: VirtualDoor;
let running: boolean;

beforeEach(async () => {
  site = await VirtualSite.start(11);
  door = await site.door("Lobby");
  const level = await site.at.level("Staff", [door.identity.doorId!]);
  const kim = await site.at.person("Kim", [level.id]);
  await site.at.card(kim.id, "04a1b2c3");
  await site.pass(5000);
  running = true;
}, 30_000);
afterEach(async () => {
  running = false;
  await site.stop();
});

/** The line between tool and reader: every so many characters one is lost, changed or doubled. 0: none. */
function plugIn(every: number): { cable: CableTalk; pull(): void } {
  const random = seededRandom(5);
  const noisy = (text: string): string =>
    [...text].map((one) => (every && random() * every < 1 ? ["", "~", one + one][Math.floor(random() * 3)]! : one)).join("");
  let plugged = true;
  let lost: () => void = () => undefined;
  const line = {
    path: "cable",
    write: (text: string) => plugged && door.reader.cable.write(noisy(text)),
    onText: (listen: (text: string) => void) => door.reader.cable.onText((text) => plugged && listen(noisy(text))),
    onLost: (listen: () => void) => void (lost = listen),
  };
  return { cable: new CableTalk(line, { answerMs: 60, tries: 60 }), pull: () => ((plugged = false), lost()) };
}

/** Lets virtual time go on beside the tool, which lives in the machine's. */
async function live(): Promise<void> {
  while (running) {
    await site.pass(20);
    await new Promise((next) => setTimeout(next, 2));
  }
}

/** Waits until so much of the site's time has gone, however long the machine takes for it. */
async function passed(ms: number): Promise<void> {
  const until = site.clock.uptimeMs() + ms;
  while (site.clock.uptimeMs() < until) await new Promise((next) => setTimeout(next, 2));
}

async function tap(card: string): Promise<void> {
  door.tap(card);
  await passed(3000);
}

const never = new Promise<void>(() => undefined);
const reader = () => door.identity.readerId;
const unlocked = (cable: CableTalk) => unlockForTrace(cable, site.at.client, reader(), "card 17 is not read");
const reasons = async () => (await site.at.client.get<EventsAnswer>(paths.events)).rows.map(({ reason }) => reason);

async function traced(cable: CableTalk, taps: string[]): Promise<Trace> {
  expect(await unlocked(cable)).toBe(900);
  const coming = traceOverCable(cable, { taps: taps.length, seconds: 600 }, never);
  await passed(2000);
  for (const card of taps) await tap(card);
  const taken = await coming;
  expect([taken.broken, taken.lost]).toEqual([undefined, 0]);
  return parseTrace(await composed(site.at.client, reader(), taken, 1_790_000_000));
}

test.each([0, 120])("taps come as a trace with verdicts that a replay gives again, with noise in one of %d characters", async (every) => {
  const { cable } = plugIn(every);
  const time = live();
  const trace = await traced(cable, ["uid:04A1B2C3", "uid:0BADCAFE"]);
  expect(trace.header.list).toMatchObject([{ technology: "uid", identifier: "04a1b2c3" }]);
  expect(verdictsOf(trace)).toMatchObject([
    { verdict: "granted", technology: "uid" },
    { verdict: "denied", reason: "unknownCredential", token: null },
  ]);
  expect(replayTrace(trace).differences).toEqual([]);
  expect(await reasons()).not.toContain("cableUnlockWrong");
  expect(await reasons()).toContain("cableUnlocked");
  const audit = (await site.at.client.get<{ rows: AuditRow[] }>(paths.audit)).rows;
  expect(audit.find(({ action }) => action === "unlock cable")).toMatchObject({ subject: `reader ${reader()}`, detail: { scope: "trace", reason: "card 17 is not read" } });
  running = false;
  await time;
}, 120_000);

test("what a card, or a tag, proves itself by comes neither from the backend nor into the file", async () => {
  const { client } = site.at;
  const [kim] = (await client.get<{ rows: PersonRow[] }>(paths.people)).rows;
  const orders = await client.send<CardOrders>("POST", paths.cards, { technology: "desfire", uid: "04112233445566" });
  const { version, keys } = orders.versions[0]!;
  await client.send("POST", pathOf(paths.cardRegistration, orders.id), { personId: kim!.id, keyVersion: version });
  await site.at.card(kim!.id, "d101045402656e41", { technology: "ntag" });
  await site.pass(20_000);
  const answers: string[] = [];
  const { send } = client;
  client.send = (async (...asked: Parameters<ApiClient["send"]>) => {
    const answer = await send.apply(client, asked);
    answers.push(JSON.stringify(answer));
    return answer;
  }) as ApiClient["send"];
  const { cable } = plugIn(0);
  const time = live();
  const trace = await traced(cable, [`desfire:${orders.uid}:f51ac7:${keys[readKey]}:1:${orders.credential}${"00".repeat(16)}:full:1`, "ntag213:04A1B2C3D4E5F6:D101045402656E41"]);
  running = false;
  await time;
  expect(verdictsOf(trace)).toMatchObject([{ verdict: "granted", technology: "desfire", token: null }, { verdict: "granted", technology: "ntag" }]);
  expect(answers.some((one) => one.includes('"uids":[null,null]'))).toBe(true);
  for (const secret of [orders.credential, "d101045402656e41"]) expect(answers.join()).not.toContain(secret);
  expect(formatTrace(trace)).not.toContain(orders.credential);
  /* The tag's message stands in the frames, which is where the list has it from. */
  expect(trace.header.list).toMatchObject([{ technology: "ntag", identifier: "d101045402656e41" }]);
  expect(replayTrace(trace)).toMatchObject({ differences: [], unjudged: [expect.stringMatching(/^verdict 1: .* blanked at the reader$/)] });
}, 120_000);

test("with the network gone it comes as well", async () => {
  door.network.faults = { ...door.network.faults, lost: 1 };
  const { cable } = plugIn(0);
  const time = live();
  expect(verdictsOf(await traced(cable, ["uid:04A1B2C3"]))).toMatchObject([{ verdict: "granted" }]);
  running = false;
  await time;
}, 60_000);

test("a pulled cable ends the recording, the tool keeps what had come, and the reader is as before", async () => {
  const { cable, pull } = plugIn(0);
  const time = live();
  await unlocked(cable);
  const coming = traceOverCable(cable, { taps: 5, seconds: 600 }, never);
  await passed(2000);
  await tap("uid:04A1B2C3");
  await passed(4000);
  pull();
  const taken = await coming;
  expect(taken.broken).toMatchObject({ code: "CABLE_LOST" });
  expect(taken.lines.length).toBeGreaterThan(4);
  running = false;
  await time;
  await site.pass(15_000);
  expect(door.reader.reader!.capture!.number).toBe(0);
}, 60_000);

test("another site's backend opens nothing, and three tries of it bar the cable even for the right one", async () => {
  const foreign = new ApiClient(fetch, site.at.backend.url, site.at.backend.apiToken);
  const otherReader = await site.door("Cellar");
  /* It signs for a reader of its own: the same challenge, another key. */
  foreign.send = ((method: "POST", path: string, body: unknown) =>
    site.at.client.send(method, path.replace(reader(), otherReader.identity.readerId), body)) as ApiClient["send"];
  const { cable } = plugIn(0);
  const time = live();
  for (let i = 0; i < 3; i++) await expect(unlockForTrace(cable, foreign, reader(), "who knows")).rejects.toMatchObject({ code: "CABLE_WRONG" });
  await expect(unlocked(cable)).rejects.toMatchObject({ code: "CABLE_BARRED" });
  await passed(4000);
  expect((await reasons()).filter((reason) => reason === "cableUnlockWrong")).toHaveLength(3);
  running = false;
  await time;
}, 60_000);

test("the backend unlocks for nobody who may not, without a reason, and no reader that is gone", async () => {
  const challenge = "00".repeat(16);
  const ask = (client: ApiClient, wish: object, id = reader()) => client.send("POST", pathOf(paths.readerUnlocks, id), wish);
  const wish = { challenge, scope: "trace", reason: "card 17 is not read" };
  const enrol = new ApiClient(fetch, site.at.backend.url, site.at.backend.enrolUrl.split("enrol=")[1]!);
  await expect(ask(enrol, wish)).rejects.toMatchObject({ code: "ENROL_ONLY" });
  for (const wrong of [{ ...wish, reason: "" }, { ...wish, scope: "prompt" }, { ...wish, challenge: "00" }, {}]) {
    await expect(ask(site.at.client, wrong)).rejects.toMatchObject({ code: "INPUT" });
  }
  await expect(ask(site.at.client, wish, "00".repeat(8))).rejects.toMatchObject({ code: "NOT_FOUND" });
  await site.at.client.send("DELETE", pathOf(paths.reader, reader()), undefined);
  await expect(ask(site.at.client, wish)).rejects.toMatchObject({ code: "NOT_FOUND" });
}, 60_000);
