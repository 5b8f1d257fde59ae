import { fromHex, toHex } from "../../firmware/src/base/bytes";
import { pathOf, paths } from "../../host-tools/api/paths";
import type { IssuedLease, LeaseRow, PhoneSecrets } from "../../host-tools/api/phones";
import { oldLeases } from "../../host-tools/backend/leases/old-leases";
import { Presence } from "../../host-tools/backend/link/presence";
import { Retention } from "../../host-tools/backend/retention";
import { renewalProofOf } from "../../host-tools/keys/phone";
import { nobleCipher } from "../../host-tools/simulator/board/cipher";
import { VirtualSite, type VirtualDoor } from "../support/virtual-site";

/* A phone that fetches a lease every day leaves one behind every day: they are forgotten some time after their end, and nobody gets in by that. */
const hourMs = 3_600_000;
let site: VirtualSite;
let lobby: VirtualDoor;
let phone: PhoneSecrets;

beforeEach(async () => {
  site = await VirtualSite.start(1);
  lobby = await site.door("Lobby");
  const staff = await site.at.level("Staff", [lobby.identity.doorId!]);
  const kim = await site.at.person("Kim", [staff.id]);
  phone = await site.at.client.send("POST", pathOf(paths.personPhones, kim.id), {});
  await site.pass(20_000);
});
afterEach(() => site.stop());

const issue = async (renews = true): Promise<IssuedLease> => {
  const wish = { doorId: lobby.identity.doorId, hours: 24, renews };
  return (await site.at.client.send<{ rows: IssuedLease[] }>("POST", pathOf(paths.phoneLeases, phone.id), wish)).rows[0]!;
};
const leases = async (): Promise<LeaseRow[]> => (await site.at.client.get<{ rows: LeaseRow[] }>(pathOf(paths.phoneLeases, phone.id))).rows;

async function renew(): Promise<IssuedLease[]> {
  const time = Math.floor(site.at.backend.services.nowMs() / 1000);
  const proof = toHex(renewalProofOf(nobleCipher(), fromHex(phone.phoneKey), { phone: phone.id, time, held: [] }));
  return (await site.at.client.send<{ rows: IssuedLease[] }>("POST", paths.phoneRenewals, { phone: phone.id, time, held: [], proof })).rows;
}

async function later(days: number): Promise<void> {
  lobby.reader.powerOff();
  site.clock.advance(days * 24 * hourMs);
  lobby.reader.powerOn();
  await site.pass(30_000);
}

/** What happens each hour by itself, now; when readers were heard is kept every few seconds. */
async function forget(): Promise<void> {
  await new Presence(site.at.backend.services).keep();
  await new Retention(site.at.backend.services, [oldLeases]).forget();
}

async function opens(held: IssuedLease): Promise<boolean> {
  const from = lobby.reader.door.edges.length;
  lobby.tap(["phone", "08010203", phone.phoneKey, phone.groupKey, held.doorKeyId, held.lease].join(":"));
  await site.pass(15_000);
  return lobby.reader.door.edges.slice(from).some((edge) => edge.line === "relay" && edge.on);
}
const taps = async () => (await site.at.eventsOf(lobby.identity.readerId)).filter((row) => row.verdict);

test("of forty days of leases those of the last month stay; the phone goes on getting new ones, and its taps keep their name", async () => {
  const first = await issue();
  expect(await opens(first)).toBe(true);
  for (let day = 0; day < 40; day++) {
    await later(1);
    await renew();
  }
  await forget();
  /* Those that ended within 30 days and a reader's clock that is a day behind. */
  const left = await leases();
  expect(left.map(({ id }) => id)).toEqual((await leases()).map((_, i) => left[0]!.id + i));
  expect(left).toHaveLength(32);
  await site.pass(2000);
  const [next] = await renew();
  expect([await opens(next!), await opens(first)]).toEqual([true, false]);
  expect(await taps()).toMatchObject([{ personName: "Kim", verdict: "granted" }, { personName: "Kim" }, { reason: "expired" }]);
});

test("the newest of a phone stays, however old: where it was taken back, no older one that renews takes its place", async () => {
  const old = await issue();
  const newest = await issue();
  await site.at.client.send("DELETE", pathOf(paths.lease, newest.id), undefined);
  await later(100);
  await forget();
  expect(await leases()).toMatchObject([{ id: newest.id, state: "revoked" }]);
  expect(await renew()).toEqual([]);
  expect([await opens(old), await opens(newest)]).toEqual([false, false]);
});

test("of a reader that was not heard since they stay for a year, as it may tell of their taps late", async () => {
  await issue();
  await issue(false);
  lobby.reader.powerOff();
  site.clock.advance(100 * 24 * hourMs);
  await forget();
  expect(await leases()).toHaveLength(2);
  site.clock.advance(300 * 24 * hourMs);
  await forget();
  expect(await leases()).toHaveLength(1);
});

test("a site that keeps events for days keeps leases no longer", async () => {
  await issue();
  await issue();
  await later(5);
  await forget();
  expect(await leases()).toHaveLength(2);
  await site.at.client.send("PATCH", paths.site, { keepEventsDays: 2 });
  await forget();
  expect(await leases()).toHaveLength(1);
});
