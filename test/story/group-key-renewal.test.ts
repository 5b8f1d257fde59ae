import type { AuditRow } from "../../host-tools/api/audit";
import { pathOf, paths } from "../../host-tools/api/paths";
import type { GroupKeyState, IssuedLease, LeasesAnswer, PhoneSecrets } from "../../host-tools/api/phones";
import { PhoneSite } from "../support/phone-site";

jest.setTimeout(60_000);

/*
 * A reader was stolen, and with it the key by which phones know this site's readers. The site goes over to another without a tap
 * refused: phones first, then the readers, then the former one is forgotten (docs/phone-protocol.md, section 8).
 */
let at: PhoneSite;
let lease: IssuedLease;
beforeEach(async () => {
  at = await PhoneSite.start(1);
  lease = await at.issue({ hours: 720, renews: true });
});
afterEach(() => at.stop());

const state = () => at.site.at.client.get<GroupKeyState>(paths.phoneGroupKey);
const renew = (now = false) => at.site.at.client.send<GroupKeyState>("POST", paths.phoneGroupKey, { now });
const opens = async () => (await at.opens(lease)) > 0;
/** The backend does by itself each minute what is due, and readers hear of it. */
const aMinute = () => at.site.pass(90_000);
const audited = async () => (await at.site.at.client.get<{ rows: AuditRow[] }>(paths.audit)).rows.filter(({ action }) => action.includes("group key")).map(({ action, author }) => `${author}: ${action}`);

test("phones fetch it first, then readers get it, then phones forget the former one; every tap on the way opens", async () => {
  expect(await state()).toMatchObject({ exists: true, next: null, readersBehind: [] });
  const before = at.phone.groupKey;
  expect((await renew()).next!.behind).toEqual([{ id: at.phone.id, label: "", personId: at.kim.id, personName: "Kim" }]);
  await aMinute();
  expect(await opens()).toBe(true);
  await at.renew();
  expect(at.groups.size).toBe(2);
  expect([...at.groups.values()]).toContain(before);
  expect(await opens()).toBe(true);
  /* Only with its next word is it known that the answer got through. */
  expect((await state()).next!.behind).toHaveLength(1);
  await at.renew();
  expect((await state()).next!.behind).toEqual([]);
  await aMinute();
  expect(await opens()).toBe(true);
  await aMinute();
  expect(await state()).toMatchObject({ next: null, readersBehind: [], since: expect.stringMatching(/^20/) as string });
  await at.renew();
  expect(at.groups.size).toBe(1);
  expect([...at.groups.values()]).not.toContain(before);
  expect(await opens()).toBe(true);
  at.groups = new Map();
  expect(await opens()).toBe(false);
  expect(await at.lastReason()).toBe("wrongKey");
  expect(await audited()).toEqual(["clock: forget former group key", "clock: group key to readers", "api: new group key"]);
});

test("at once: readers have it within the minute, and a phone opens again as soon as it has asked", async () => {
  await renew(true);
  await aMinute();
  expect(await opens()).toBe(false);
  expect(await at.lastReason()).toBe("wrongKey");
  await at.renew();
  expect(await opens()).toBe(true);
});

test("under way already: it can be hurried, and not begun again", async () => {
  await renew();
  await expect(renew()).rejects.toMatchObject({ code: "GROUP_KEY_UNDER_WAY" });
  expect(await renew(true)).toMatchObject({ next: null });
  expect(await renew()).toMatchObject({ next: expect.anything() as object });
});

test("a reader that is offline keeps the former one alive, and is named", async () => {
  const { end } = at.lobby;
  await renew();
  await at.renew();
  await at.site.pass(1000);
  await at.renew();
  at.lobby.end = { receive: () => undefined, settled: () => true };
  await aMinute();
  await aMinute();
  expect(await state()).toMatchObject({ next: null, readersBehind: ["Lobby reader"] });
  await at.renew();
  expect(at.groups.size).toBe(2);
  expect(await opens()).toBe(true);
  at.lobby.end = end;
  await aMinute();
  await aMinute();
  expect(await opens()).toBe(true);
  expect(await state()).toMatchObject({ readersBehind: [] });
  expect((await at.renew()).groups).toHaveLength(1);
});

test("a phone that never asks holds it up for thirty days; one without a lease, or that is gone, does not", async () => {
  const add = () => at.site.at.client.send<PhoneSecrets>("POST", pathOf(paths.personPhones, at.kim.id), {});
  await add();
  const gone = await add();
  await at.site.at.client.send("POST", pathOf(paths.phoneLeases, gone.id), { doorId: at.lobby.identity.doorId });
  await at.site.at.client.send("DELETE", pathOf(paths.credential, gone.id), undefined);
  expect((await renew()).next!.behind.map(({ id }) => id)).toEqual([at.phone.id]);
  await at.later(24 * 29);
  await aMinute();
  expect((await state()).next).not.toBeNull();
  await at.later(25);
  await aMinute();
  await aMinute();
  expect((await state()).next).toBeNull();
});

test("who is enrolled meanwhile, and who is given leases by hand, gets the next one with the leases", async () => {
  await renew();
  const more = await at.site.at.client.send<LeasesAnswer>("POST", pathOf(paths.phoneLeases, at.phone.id), { doorId: at.lobby.identity.doorId });
  expect(more.groups).toHaveLength(2);
  at.keep(more.groups);
  await renew(true);
  await aMinute();
  lease = more.rows[0]!;
  expect(await opens()).toBe(true);
  await at.renew();
  const later = await at.site.at.client.send<LeasesAnswer>("POST", pathOf(paths.phoneLeases, at.phone.id), { doorId: at.lobby.identity.doorId });
  expect(later.groups).toEqual([]);
});

test("a site without phones has none to renew", async () => {
  const { store } = at.site.at.backend.services;
  await store.change((trx) => trx.deleteFrom("group_key").execute());
  expect(await state()).toMatchObject({ exists: false, since: null, next: null });
  await expect(renew()).rejects.toMatchObject({ code: "GROUP_KEY_NONE" });
});

test("what is shared with one phone says nothing to another, and under another id nothing at all", async () => {
  const other = await at.site.at.client.send<PhoneSecrets>("POST", pathOf(paths.personPhones, at.kim.id), {});
  const [mine] = (await at.renew()).groups;
  const [theirs] = (await at.renew({ phone: other, time: at.now + 1 })).groups;
  expect(theirs!.id).toBe(mine!.id);
  expect(theirs!.key).not.toBe(mine!.key);
  expect(() => at.keep([theirs!])).toThrow();
  expect(() => at.keep([{ ...mine!, id: "00".repeat(8) }])).toThrow();
});
