import { fromHex, toHex } from "../../firmware/src/base/bytes";
import { leaseKeysOf } from "../../firmware/src/crypto/kdf";
import type { EventsAnswer } from "../../host-tools/api/events";
import { pathOf, paths } from "../../host-tools/api/paths";
import type { IssuedLease, LeaseRow, PhoneSecrets } from "../../host-tools/api/phones";
import { forgetEndedDenials } from "../../host-tools/backend/leases/denials";
import { nobleCipher } from "../../host-tools/simulator/board/cipher";
import { VirtualSite, type VirtualDoor } from "../support/virtual-site";

/* Phones from the administrator's edit to the relay, with the real backend and the shipped reader. */
let site: VirtualSite;
let lobby: VirtualDoor;
let kim: { id: number; levels: number[] };
let phone: PhoneSecrets;

beforeEach(async () => {
  site = await VirtualSite.start(1);
  lobby = await site.door("Lobby");
  const staff = await site.at.level("Staff", [lobby.identity.doorId!]);
  kim = await site.at.person("Kim", [staff.id]);
  phone = await site.at.client.send("POST", pathOf(paths.personPhones, kim.id), {});
  await site.pass(20_000);
});
afterEach(() => site.stop());

const lease = async (door = lobby, more: object = {}): Promise<IssuedLease[]> => {
  const wish = { doorId: door.identity.doorId, hours: 24, ...more };
  return (await site.at.client.send<{ rows: IssuedLease[] }>("POST", pathOf(paths.phoneLeases, phone.id), wish)).rows;
};
const leases = async (): Promise<LeaseRow[]> =>
  (await site.at.client.get<{ rows: LeaseRow[] }>(pathOf(paths.phoneLeases, phone.id))).rows;
const textOf = (held: { doorKeyId: string; lease: string }[]): string =>
  ["phone", "08010203", phone.phoneKey, phone.groupKey, ...held.flatMap((one) => [one.doorKeyId, one.lease])].join(":");

function unplug(door: VirtualDoor, on: boolean): void {
  door.end = on ? { receive: () => undefined, settled: () => true } : site.backend;
}

/** Holds the phone up and tells whether the relay rose. */
async function opens(door: VirtualDoor, held: { doorKeyId: string; lease: string }[]): Promise<boolean> {
  const from = door.reader.door.edges.length;
  door.tap(textOf(held));
  await site.pass(6000);
  return door.reader.door.edges.slice(from).some((edge) => edge.line === "relay" && edge.on);
}

/** Hours in which the reader has no power, so that they cost nothing. */
async function later(hours: number): Promise<void> {
  lobby.reader.powerOff();
  site.clock.advance(hours * 3_600_000);
  lobby.reader.powerOn();
  await site.pass(30_000);
}

async function lastReason(door: VirtualDoor): Promise<{ reason: string; technology: string | null; assurance: number | null; personName: string | null }> {
  unplug(door, false);
  await site.pass(40_000);
  const { rows } = await site.at.client.get<EventsAnswer>(`${paths.events}?limit=20&kind=tap`);
  const { reason, technology, assurance, personName } = rows[0]!;
  return { reason, technology, assurance, personName };
}

test("a phone that the reader never heard of opens offline, and the event says who and how", async () => {
  unplug(lobby, true);
  const held = await lease();
  expect(await opens(lobby, held)).toBe(true);
  expect(await lastReason(lobby)).toEqual({ reason: "granted", technology: "phone", assurance: 3, personName: "Kim" });
});

test("a reader that has met phones before the site had any takes them from its first phone on", async () => {
  const cellar = await VirtualSite.start(2);
  try {
    const door = await cellar.door("Cellar");
    const lee = await cellar.at.person("Lee", [(await cellar.at.level("Staff", [door.identity.doorId!])).id]);
    door.tap(`phone:08010203:${"11".repeat(16)}:${"22".repeat(16)}`);
    await cellar.pass(20_000);
    const own = await cellar.at.client.send<PhoneSecrets>("POST", pathOf(paths.personPhones, lee.id), {});
    const { rows } = await cellar.at.client.send<{ rows: IssuedLease[] }>("POST", pathOf(paths.phoneLeases, own.id), { doorId: door.identity.doorId });
    await cellar.pass(20_000);
    door.tap(["phone:08010204", own.phoneKey, own.groupKey, rows[0]!.doorKeyId, rows[0]!.lease].join(":"));
    await cellar.pass(6000);
    expect(door.reader.door.edges.some((edge) => edge.line === "relay" && edge.on)).toBe(true);
  } finally {
    await cellar.stop();
  }
});

test("a lease that was taken back opens no more once its reader was told, even offline", async () => {
  const held = await lease();
  expect(await opens(lobby, held)).toBe(true);
  await site.at.client.send("DELETE", pathOf(paths.lease, held[0]!.id), undefined);
  await site.pass(20_000);
  unplug(lobby, true);
  expect(await opens(lobby, held)).toBe(false);
  expect(await lastReason(lobby)).toMatchObject({ reason: "leaseRevoked", personName: "Kim" });
  expect((await leases()).map((row) => row.state)).toEqual(["revoked"]);
  expect(await opens(lobby, await lease())).toBe(true);
});

test.each([
  ["the person is disabled", () => site.at.change(kim.id, { enabled: false })],
  ["the person has the level no more", () => site.at.change(kim.id, { levels: [] })],
  ["the phone is removed", () => site.at.client.send("DELETE", pathOf(paths.credential, phone.id), undefined)],
])("a lease is taken back when %s", async (_name, edit) => {
  const held = await lease();
  await edit();
  await site.pass(20_000);
  expect(await opens(lobby, held)).toBe(false);
  expect(await lastReason(lobby)).toMatchObject({ reason: "leaseRevoked" });
});

test("a person with a phone can be erased: the lease is refused until it has ended, and nothing tells whose it was", async () => {
  const { store } = site.at.backend.services;
  const held = await lease();
  expect(await opens(lobby, held)).toBe(true);
  await site.at.client.send("DELETE", pathOf(paths.person, kim.id), undefined);
  await site.pass(20_000);
  expect(await opens(lobby, held)).toBe(false);
  expect(await lastReason(lobby)).toMatchObject({ reason: "leaseRevoked", personName: null });
  for (const table of ["person", "credential", "phone", "lease"] as const) expect(await store.read.selectFrom(table).selectAll().execute()).toEqual([]);
  expect(await store.read.selectFrom("event").selectAll().where("credential_id", "is not", null).execute()).toEqual([]);
  const onList = () => store.read.selectFrom("reader_grant").select(["credential_id", "flags"]).execute();
  expect(await onList()).toEqual([{ credential_id: 0, flags: 2 }]);
  await site.at.card((await site.at.person("Lee", [kim.levels[0]!])).id, "04a1b2c3");
  await site.at.client.send("PATCH", pathOf(paths.door, lobby.identity.doorId!), { name: "Hall" });
  await site.pass(20_000);
  expect(await opens(lobby, held)).toBe(false);
  await later(25);
  expect(await opens(lobby, held)).toBe(false);
  await forgetEndedDenials(site.at.backend.services);
  expect((await onList()).filter((row) => row.flags === 2)).toHaveLength(1);
  await later(24);
  await forgetEndedDenials(site.at.backend.services);
  expect(await store.read.selectFrom("denial").selectAll().execute()).toEqual([]);
  expect((await onList()).filter((row) => row.flags === 2)).toEqual([]);
  await site.pass(40_000);
  expect(await opens(lobby, held)).toBe(false);
  expect(await lastReason(lobby)).toMatchObject({ reason: "expired" });
});

test("a lease ends by itself, and a renewed one goes on", async () => {
  const held = await lease();
  await later(20);
  const renewed = await lease();
  await later(4.2);
  expect(await opens(lobby, held)).toBe(false);
  expect(await lastReason(lobby)).toMatchObject({ reason: "expired" });
  expect(await opens(lobby, renewed)).toBe(true);
});

test("a forged lease and another door's do not open", async () => {
  const [held] = await lease();
  const forged = Uint8Array.from(fromHex(held!.lease));
  forged[15]! ^= 0x40;
  expect(await opens(lobby, [{ ...held!, lease: toHex(forged) }])).toBe(false);
  expect(await lastReason(lobby)).toMatchObject({ reason: "leaseForged", personName: null });
  const cellar = await site.door("Cellar");
  await site.pass(20_000);
  const cellarId = toHex(leaseKeysOf(nobleCipher(), fromHex(cellar.identity.deviceKey)).doorId);
  expect(await opens(cellar, [{ ...held!, doorKeyId: cellarId }])).toBe(false);
  expect(await lastReason(cellar)).toMatchObject({ reason: "leaseWrongDoor" });
  expect(await opens(cellar, [held!])).toBe(false);
  expect(await lastReason(cellar)).toMatchObject({ reason: "leaseMissing" });
});

test("nobody who is disabled gets a lease, nor a phone that is", async () => {
  await site.at.change(kim.id, { enabled: false });
  await expect(lease()).rejects.toMatchObject({ code: "LEASE_NOT_ENTITLED" });
  await site.at.change(kim.id, { enabled: true });
  await site.at.client.send("PATCH", pathOf(paths.credential, phone.id), { enabled: false });
  await expect(lease()).rejects.toMatchObject({ code: "LEASE_NOT_ENTITLED" });
  await site.at.client.send("PATCH", pathOf(paths.credential, phone.id), { enabled: true });
  expect(await lease()).toHaveLength(1);
});

test("a lease that was taken back stays on its reader's list for a day after its end, whatever else is taken back: clocks differ", async () => {
  const { store } = site.at.backend.services;
  const denied = async () => (await store.read.selectFrom("reader_grant").select("flags").where("flags", "=", 2).execute()).length;
  const [first] = await lease();
  await site.at.client.send("DELETE", pathOf(paths.lease, first!.id), undefined);
  await later(24.5);
  const [second] = await lease();
  await site.at.client.send("DELETE", pathOf(paths.lease, second!.id), undefined);
  expect(await denied()).toBe(2);
  await later(24);
  const [third] = await lease();
  await site.at.client.send("DELETE", pathOf(paths.lease, third!.id), undefined);
  expect(await denied()).toBe(2);
});

test("nobody gets a lease for a door that is not theirs, nor for more than 30 days", async () => {
  const cellar = await site.door("Cellar");
  await expect(lease(cellar)).rejects.toMatchObject({ code: "LEASE_NOT_ENTITLED" });
  await expect(lease(lobby, { hours: 24 * 31 })).rejects.toMatchObject({ code: "INPUT" });
  const empty = await site.at.door("Shed");
  await expect(site.at.client.send("POST", pathOf(paths.phoneLeases, phone.id), { doorId: empty.id })).rejects.toMatchObject({ code: "LEASE_NO_READER" });
});

test("a door moves to better credentials: the former kind passes for a while, and who used it is named", async () => {
  const door = lobby.identity.doorId!;
  await site.at.card(kim.id, "04a1b2c3");
  const until = new Date(1_790_000_000_000 + 2 * 3_600_000).toISOString();
  await site.at.client.send("PATCH", pathOf(paths.door, door), { assuranceMin: 3, formerMin: 0, formerUntil: until });
  await site.pass(20_000);
  lobby.tap("uid:04A1B2C3");
  await site.pass(6000);
  expect(await lastReason(lobby)).toMatchObject({ reason: "grantedByOldKind", technology: "uid" });
  const { rows } = await site.at.client.get<{ rows: object[] }>(pathOf(paths.doorFormer, door));
  expect(rows).toMatchObject([{ personId: kim.id, personName: "Kim", technology: "uid", taps: 1 }]);
  await later(2);
  lobby.tap("uid:04A1B2C3");
  await site.pass(6000);
  expect(await lastReason(lobby)).toMatchObject({ reason: "assuranceTooLow" });
});
