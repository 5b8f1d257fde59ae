import { fromHex, toHex } from "../../firmware/src/base/bytes";
import { pathOf, paths } from "../../host-tools/api/paths";
import type { AuditRow } from "../../host-tools/api/audit";
import type { IssuedLease, LeaseRow, PhoneSecrets, renewal } from "../../host-tools/api/phones";
import { nobleCipher } from "../../host-tools/simulator/board/cipher";
import { renewalProofOf } from "../../host-tools/keys/phone";
import type { z } from "zod";
import { VirtualSite, type VirtualDoor } from "../support/virtual-site";

/* A phone that fetches its next lease by itself: nobody is signed in, it proves its own key (docs/phone-protocol.md, section 8). */
const hourMs = 3_600_000;
let site: VirtualSite;
let lobby: VirtualDoor;
let kim: { id: number };
let staff: { id: number };
let phone: PhoneSecrets;

beforeEach(async () => {
  site = await VirtualSite.start(1);
  lobby = await site.door("Lobby");
  staff = await site.at.level("Staff", [lobby.identity.doorId!]);
  kim = await site.at.person("Kim", [staff.id]);
  phone = await site.at.client.send("POST", pathOf(paths.personPhones, kim.id), {});
  await site.pass(20_000);
});
afterEach(() => site.stop());

const now = (): number => Math.floor(site.at.backend.services.nowMs() / 1000);
const issue = async (more: object = {}): Promise<IssuedLease> => {
  const wish = { doorId: lobby.identity.doorId, hours: 24, renews: true, ...more };
  return (await site.at.client.send<{ rows: IssuedLease[] }>("POST", pathOf(paths.phoneLeases, phone.id), wish)).rows[0]!;
};
const leases = async (): Promise<LeaseRow[]> => (await site.at.client.get<{ rows: LeaseRow[] }>(pathOf(paths.phoneLeases, phone.id))).rows;
const heldOf = (...some: IssuedLease[]): string[] => some.map((one) => one.lease.slice(0, 16));

function asking({ held = [], time = now(), key = phone.phoneKey, id = phone.id }: { held?: string[]; time?: number; key?: string; id?: number } = {}): z.input<typeof renewal> {
  const proof = renewalProofOf(nobleCipher(), fromHex(key), { phone: id, time, held: held.map(fromHex) });
  return { phone: id, time, held, proof: toHex(proof) };
}

async function ask(body: object): Promise<{ status: number; rows: IssuedLease[]; code?: string }> {
  const answer = await fetch(site.at.backend.url + paths.phoneRenewals, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  const said = (await answer.json()) as { rows?: IssuedLease[]; error?: { code: string } };
  return { status: answer.status, rows: said.rows ?? [], ...(said.error && { code: said.error.code }) };
}

async function later(hours: number): Promise<void> {
  lobby.reader.powerOff();
  site.clock.advance(hours * hourMs);
  lobby.reader.powerOn();
  await site.pass(30_000);
}

async function opens(...held: IssuedLease[]): Promise<boolean> {
  const from = lobby.reader.door.edges.length;
  lobby.tap(["phone", "08010203", phone.phoneKey, phone.groupKey, ...held.flatMap((one) => [one.doorKeyId, one.lease])].join(":"));
  await site.pass(6000);
  return lobby.reader.door.edges.slice(from).some((edge) => edge.line === "relay" && edge.on);
}

test("a lease that renews is given anew once half of it is over, for as long again, and opens when the first has ended", async () => {
  const first = await issue();
  expect(await ask(asking({ held: heldOf(first) }))).toMatchObject({ status: 200, rows: [] });
  await later(13);
  const { status, rows } = await ask(asking({ held: heldOf(first) }));
  expect([status, rows.length]).toEqual([200, 1]);
  const second = rows[0]!;
  expect(second).toMatchObject({ doorKeyId: first.doorKeyId, phoneId: phone.id, state: "valid" });
  expect(Date.parse(second.validUntil) - Date.parse(first.validUntil)).toBeGreaterThan(12.9 * hourMs);
  await later(12);
  expect(await opens(first)).toBe(false);
  expect(await opens(second)).toBe(true);
  const audit = await site.at.client.get<{ rows: AuditRow[] }>(paths.audit);
  expect(audit.rows).toContainEqual(expect.objectContaining({ author: `phone ${phone.id}`, action: "renew" }));
});

test("a phone that lost the answer gets its lease again, and one that was off for a week as well", async () => {
  await issue();
  const [lost] = (await ask(asking())).rows;
  expect(lost).toBeDefined();
  await site.pass(2000);
  expect((await ask(asking())).rows).toHaveLength(1);
  await later(24 * 7);
  const [fresh] = (await ask(asking({ held: heldOf(lost!) }))).rows;
  expect(await opens(fresh!)).toBe(true);
});

test("keeps what the first lease said: only while unlocked, and for how long", async () => {
  await issue({ unlocked: true, hours: 48 });
  const [next] = (await ask(asking())).rows;
  expect(Buffer.from(next!.lease, "hex").readUInt32LE(16) & (1 << 25)).not.toBe(0);
  expect(Date.parse(next!.validUntil) / 1000 - now()).toBeGreaterThan(47.9 * 3600);
});

test("nothing is given for a lease that does not renew, was taken back, or whose owner may not pass any more", async () => {
  await issue({ renews: false });
  expect((await ask(asking())).rows).toEqual([]);
  const renewing = await issue();
  await site.at.change(kim.id, { enabled: false });
  await site.pass(1000);
  expect(await ask(asking())).toMatchObject({ status: 200, rows: [] });
  await site.at.change(kim.id, { enabled: true });
  /* What was taken back comes back by an administrator alone. */
  expect((await ask(asking({ time: now() + 1 }))).rows).toEqual([]);
  expect((await leases()).find(({ id }) => id === renewing.id)!.state).toBe("revoked");
  const again = await issue();
  await site.at.client.send("DELETE", pathOf(paths.lease, again.id), undefined);
  expect((await ask(asking({ time: now() + 2 }))).rows).toEqual([]);
  const last = await issue();
  await site.at.client.send("DELETE", pathOf(paths.credential, phone.id), undefined);
  expect(await ask(asking({ held: heldOf(last), time: now() + 3 }))).toMatchObject({ status: 401, code: "PHONE_UNPROVED" });
});

test("a level that was taken away is not got back by a lease that ended before", async () => {
  await issue();
  await later(24 * 3);
  await site.at.change(kim.id, { levels: [] });
  expect(await ask(asking())).toMatchObject({ status: 200, rows: [] });
});

test("a person or a phone that is disabled gets none, however long its lease is over", async () => {
  await issue();
  await later(24 * 3);
  await site.at.change(kim.id, { enabled: false });
  expect(await ask(asking())).toMatchObject({ status: 200, rows: [] });
  await site.at.change(kim.id, { enabled: true });
  await site.at.client.send("PATCH", pathOf(paths.credential, phone.id), { enabled: false });
  expect(await ask(asking({ time: now() + 1 }))).toMatchObject({ status: 200, rows: [] });
  await site.at.client.send("PATCH", pathOf(paths.credential, phone.id), { enabled: true });
  expect((await ask(asking({ time: now() + 2 }))).rows).toHaveLength(1);
});

test("nobody gets one without the phone's key, with an old request, or at another time", async () => {
  await issue();
  const other = await site.at.client.send<PhoneSecrets>("POST", pathOf(paths.personPhones, kim.id), {});
  const good = asking();
  const flipped = { ...good, proof: good.proof.replace(/^./, (digit) => (digit === "0" ? "1" : "0")) };
  for (const bad of [flipped, asking({ key: other.phoneKey }), { ...good, phone: other.id }, { ...good, held: ["c0ffee0011223344"] }, { ...good, time: good.time + 1 }, asking({ id: 4711 })]) {
    expect(await ask(bad)).toMatchObject({ status: 401, code: "PHONE_UNPROVED" });
  }
  for (const time of [now() - 301, now() + 301]) expect(await ask(asking({ time }))).toMatchObject({ status: 409, code: "PHONE_TIME" });
  expect(await leases()).toHaveLength(1);
  expect((await ask(good)).rows).toHaveLength(1);
  expect(await ask(good)).toMatchObject({ status: 409, code: "PHONE_TIME" });
  for (const bad of [{}, { ...good, proof: "00" }, { ...good, held: Array<string>(65).fill("c0ffee0011223344") }]) {
    expect(await ask(bad)).toMatchObject({ status: 400, code: "INPUT" });
  }
  expect(await leases()).toHaveLength(2);
});
