import { fromHex, toHex } from "../../firmware/src/base/bytes";
import { u32At } from "../../firmware/src/base/pack";
import type { CredentialRow } from "../../host-tools/api/directory";
import type { EventRow } from "../../host-tools/api/events";
import { pathOf, paths } from "../../host-tools/api/paths";
import { seededRandom } from "../../host-tools/simulator/board/entropy";
import { differences, recordsWritten } from "../support/reader-flash";
import type { VirtualDoor } from "../support/virtual-site";
import { VirtualSite } from "../support/virtual-site";

/* Readers behind a network that loses, doubles, delays, reorders and garbles, from the first frame to the last. */
const badNetwork = { lost: 0.3, doubled: 0.3, garbled: 0.05, delayMsMin: 5, delayMsMax: 1500 };
const rounds = 32;
const unknownCard = "0badcafe";
const limitMs = 3_600_000;

const cardOf = (i: number): string => `0411223344${(i + 256).toString(16).slice(1)}00`;

let site: VirtualSite;
let staff: { levels: number[]; cards: CredentialRow[]; people: number[] };
afterEach(() => site.stop());

async function open(seed: number): Promise<void> {
  site = await VirtualSite.start(seed);
  for (const name of ["Lobby", "Side", "Roof"]) {
    const door = await site.door(name);
    door.network.faults = badNetwork;
  }
  const level = await site.at.level("Staff", site.doors.map((door) => door.identity.doorId!));
  staff = { levels: [level.id], cards: [], people: [] };
  await hire(10);
}

async function hire(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const { id } = await site.at.person(`Person ${staff.people.length}`, staff.levels);
    staff.cards.push(await site.at.card(id, cardOf(staff.people.length)));
    staff.people.push(id);
  }
}

/** One edit a round, each of another kind; the last come together, more than one delta holds, with a removal among them. */
async function edit(round: number): Promise<void> {
  const { at } = site;
  const door = site.doors[round % site.doors.length]!;
  if (round % 4 === 0) await hire(2);
  if (round % 4 === 1) await at.change(staff.people[round >> 2]!, { enabled: false });
  if (round % 4 === 2) await at.client.send("POST", pathOf(paths.doorCommands, door.identity.doorId!), { action: "unlock", ms: 1000 });
  if (round % 4 === 3) await at.client.send("PATCH", pathOf(paths.door, door.identity.doorId!), { unlockMs: 1000 + round });
  if (round !== rounds - 1) return;
  await hire(40);
  await at.client.send("DELETE", pathOf(paths.credential, staff.cards[0]!.id), undefined);
}

/** Everyone taps at every door in each round, known and unknown; in the middle one reader loses its power while it speaks. */
async function live(seed: number): Promise<void> {
  const random = seededRandom(seed);
  for (let round = 0; round < rounds; round++) {
    for (const door of site.doors) door.tap(`uid:${random() < 0.2 ? unknownCard : cardOf(Math.floor(random() * staff.cards.length))}`);
    await edit(round);
    await site.pass(2000 + Math.floor(random() * 6000));
    if (round % 8 === 4) await restart(site.doors[round % site.doors.length]!, Math.floor(random() * 2000));
  }
}

async function restart(door: VirtualDoor, offMs: number): Promise<void> {
  door.reader.powerOff();
  await site.pass(offMs);
  door.reader.powerOn();
}

const recordsOf = (door: VirtualDoor): Promise<number[]> => site.at.recordsOf(door.identity.readerId);
const eventsOf = (door: VirtualDoor): Promise<EventRow[]> => site.at.eventsOf(door.identity.readerId);

/** What has not yet come to rest at any door. */
async function unfinished(): Promise<string[]> {
  const found: string[] = [];
  for (const door of site.doors) {
    const missing = recordsWritten(door.reader) - (await recordsOf(door)).length;
    if (missing !== 0) found.push(`${missing} events`);
    found.push(...(await differences(site.at, door.reader)));
  }
  return found;
}

/** The network stays as bad as it was. */
async function comeToRest(): Promise<void> {
  const endMs = site.clock.uptimeMs() + limitMs;
  while ((await unfinished()).length > 0 && site.clock.uptimeMs() < endMs) await site.pass(5000);
  expect(await unfinished()).toEqual([]);
}

describe.each([1, 2, 3])("a lossy network, seed %i", (seed) => {
  beforeEach(async () => {
    await open(seed);
    await live(seed);
    await comeToRest();
  });

  test("every event once and in order, every list equal, no counter twice", async () => {
    for (const door of site.doors) {
      const events = await eventsOf(door);
      const records = await recordsOf(door);
      expect(records).toEqual(records.map((_, i) => i + 1));
      expect((await site.at.readerRow(door.identity.readerId)).journalBreak).toBeNull();
      expect(events.filter((event) => event.kind === "tap")).toHaveLength(rounds);
      expectCountersOnce(door);
    }
    expect(await commandsDone()).toBeGreaterThan(0);
  });
});

/** The network was as bad as it should be, and still commands went through, each at most once. */
async function commandsDone(): Promise<number> {
  let done = 0;
  for (const door of site.doors) {
    const numbers = (await eventsOf(door)).filter((event) => event.reason === "unlockedByCommand").map((event) => event.detail);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    expect(droppedAt(door)).toMatchObject({ frameReplayed: expect.any(Number), frameSeal: expect.any(Number) });
    done += numbers.length;
  }
  return done;
}

function droppedAt(door: VirtualDoor): Record<string, number> {
  return site.at.backend.services.contacts.find(fromHex(door.identity.readerId))!.dropped;
}

/** (epoch, counter) of every frame the reader sent: never twice, rising within a boot, and each boot in an epoch of its own. */
function expectCountersOnce(door: VirtualDoor): void {
  const pairs = door.up.map((frame) => u32At(frame, 12) * 0x1_0000_0000 + u32At(frame, 16));
  expect(pairs).toEqual([...new Set(pairs)].sort((a, b) => a - b));
  expect(new Set(door.up.map((frame) => toHex(frame.subarray(4, 12))))).toEqual(new Set([toHex(fromHex(door.identity.readerId))]));
}
