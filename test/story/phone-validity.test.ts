import type { AuditRow } from "../../host-tools/api/audit";
import { paths } from "../../host-tools/api/paths";
import { PhoneSite } from "../support/phone-site";

/* What bounds a phone's owner bounds the leases: the days that the phone is good for, and what a person has besides access levels. */
let at: PhoneSite;

beforeEach(async () => {
  at = await PhoneSite.start(7);
});
afterEach(() => at.stop());

test("a phone whose validity ended opens no more, and gets no lease until it is prolonged", async () => {
  const held = await at.issue({ renews: true });
  expect(await at.opens(held)).toBeGreaterThan(0);
  await at.limit({ validUntil: at.inHours(-1) });
  await at.site.pass(20_000);
  expect(await at.opens(held)).toBe(0);
  expect(await at.lastReason()).toBe("leaseRevoked");
  await expect(at.issue()).rejects.toMatchObject({ code: "LEASE_OUTSIDE_VALIDITY" });
  expect((await at.renew()).rows).toEqual([]);
  await at.limit({ validUntil: null });
  expect(await at.opens(await at.issue())).toBeGreaterThan(0);
});

test("a lease ends with its phone at the latest, and one that reached further is taken back at once", async () => {
  const long = await at.issue({ hours: 720 });
  await at.limit({ validUntil: at.inHours(24 * 10) });
  expect((await at.leases()).map(({ state }) => state)).toEqual(["revoked"]);
  await at.site.pass(20_000);
  expect(await at.opens(long)).toBe(0);
  const end = at.inHours(5);
  await at.limit({ validUntil: end });
  const short = await at.issue();
  expect(short.validUntil).toBe(end);
  expect(await at.opens(short)).toBeGreaterThan(0);
  await at.later(5);
  expect(await at.opens(short)).toBe(0);
  expect(await at.lastReason()).toBe("expired");
});

test("a lease begins with its phone: it can be fetched before, and opens from then on", async () => {
  await at.limit({ validFrom: at.inHours(25) });
  await expect(at.issue()).rejects.toMatchObject({ code: "LEASE_OUTSIDE_VALIDITY" });
  const begin = at.inHours(10);
  await at.limit({ validFrom: begin });
  const early = await at.issue();
  expect(early.validFrom).toBe(begin);
  expect(await at.opens(early)).toBe(0);
  expect(await at.lastReason()).toBe("notYetValid");
  await at.later(10);
  expect(await at.opens(early)).toBeGreaterThan(0);
  await at.limit({ validFrom: at.inHours(1) });
  await at.site.pass(20_000);
  expect(await at.opens(early)).toBe(0);
  expect(await at.lastReason()).toBe("leaseRevoked");
});

test("a beginning that is over and an end beyond the lease take nothing back", async () => {
  const held = await at.issue();
  await at.limit({ validFrom: at.inHours(-0.01), validUntil: at.inHours(24) });
  await at.site.pass(20_000);
  expect(await at.opens(held)).toBeGreaterThan(0);
});

test("a renewal is for as long as was wished at first, whatever its phone's validity made of the one before", async () => {
  const end = at.inHours(2);
  await at.limit({ validUntil: end });
  await at.issue({ renews: true });
  expect((await at.renew()).rows).toMatchObject([{ validUntil: end }]);
  await at.limit({ validUntil: null });
  await at.site.pass(2000);
  const [free] = (await at.renew()).rows;
  expect(Date.parse(free!.validUntil) / 1000 - at.now).toBe(24 * 3600);
});

test("a renewal that cannot be says why: to the phone, and in the audit", async () => {
  const first = await at.issue({ renews: true });
  await at.later(24 * 3);
  await at.limit({ validUntil: at.inHours(-1) });
  expect(await at.renew()).toMatchObject({ rows: [], refused: [{ lease: first.id, code: "LEASE_OUTSIDE_VALIDITY", hint: expect.stringMatching(/validity|valid/) as string }] });
  const { rows } = await at.site.at.client.get<{ rows: AuditRow[] }>(paths.audit);
  expect(rows[0]).toMatchObject({ action: "renew", detail: { leases: [], refused: [{ lease: first.id, code: "LEASE_OUTSIDE_VALIDITY" }] } });
});

test("the longer opening goes at once with the person's right to it, and so do the leases that say it", async () => {
  await at.site.at.change(at.kim.id, { extended: true });
  const long = await at.issue();
  expect(await at.opens(long)).toBe(8000);
  expect(await at.foretold()).toBe(8000);
  await at.site.at.change(at.kim.id, { extended: false });
  await at.site.pass(20_000);
  expect(await at.opens(long)).toBe(0);
  expect(await at.lastReason()).toBe("leaseRevoked");
  const short = await at.issue();
  expect(await at.opens(short)).toBe(3000);
  expect(await at.foretold()).toBe(3000);
  await at.site.at.change(at.kim.id, { extended: true });
  await at.site.pass(20_000);
  expect(await at.opens(short)).toBe(3000);
});
