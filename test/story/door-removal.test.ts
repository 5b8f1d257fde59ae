import type { AuditRow } from "../../host-tools/api/audit";
import type { DoorRemoval, DoorRow, LevelRow } from "../../host-tools/api/directory";
import type { DoorTagRow } from "../../host-tools/api/door-tags";
import { pathOf, paths } from "../../host-tools/api/paths";
import { locked } from "../../firmware/src/wire/settings";
import { tapOf, type ModelReader } from "../support/model-reader";
import { BackendAtWork } from "../support/backend-at-work";
import { SignedIn } from "../support/signed-in";

jest.setTimeout(60_000);

/* A door is walled up, or was made by mistake: what leads there goes with it, what happened there stays. */
let at: BackendAtWork;
let admin: SignedIn;
let reader: ModelReader;
let lab: number;
let front: number;
let staff: number;

beforeEach(async () => {
  at = await BackendAtWork.start();
  admin = await SignedIn.as(at, "Kim", "admin");
  reader = await at.reader("Lab");
  lab = reader.identity.doorId!;
  front = (await at.door("Front")).id;
  staff = (await at.level("Staff", [lab, front])).id;
});
afterEach(() => at.stop());

const doors = async () => (await at.client.get<{ rows: DoorRow[] }>(paths.doors)).rows;
const removal = () => at.client.get<DoorRemoval>(pathOf(paths.doorRemoval, lab));
const remove = (id = lab) => admin.ask(`DELETE ${pathOf(paths.door, id)}`);
const setDoor = (doorId: number | null) => at.client.send("PATCH", pathOf(paths.reader, reader.identity.readerId), { doorId });
const putTag = (doorId: number) => admin.ask(`POST ${paths.doorTags}`, { doorId, uid: "04".repeat(7), metaKey: "5a".repeat(16), macKey: "5b".repeat(16) });
const refused = (code: string, status: number, words: string) => ({ status, json: { error: expect.objectContaining({ code, message: expect.stringContaining(words) }) } });

/** Its reader is led away as the refusal says, and has heard of it. */
async function emptied(): Promise<void> {
  await setDoor(null);
  await reader.sync();
}

test("while a reader belongs to it, it stays, and it is said which reader that is and whether it hears", async () => {
  expect(await remove()).toEqual(refused("DOOR_HAS_READERS", 409, "Lab reader (offline)"));
  await reader.sync();
  expect(await remove()).toEqual(refused("DOOR_HAS_READERS", 409, "Lab reader (online)"));
  expect((await doors()).map(({ name }) => name)).toEqual(["Lab", "Front"]);
});

test("what would go with it is told before: levels that lead there, people who have no other door, tags, phones", async () => {
  const night = (await at.level("Night", [lab])).id;
  await at.person("Kim", [staff]);
  await at.person("Lee", [night]);
  await at.person("Park", [night, staff]);
  await at.person("Choi", []);
  await putTag(lab);
  await reader.sync();
  const { id: phone } = await at.client.send<{ id: number }>("POST", pathOf(paths.personPhones, 2), {});
  await at.client.send("POST", pathOf(paths.phoneLeases, phone), { doorId: lab });
  expect(await removal()).toEqual({
    readers: [{ id: reader.identity.readerId, name: "Lab reader", online: true, current: false }],
    unheard: [],
    levels: [{ id: night, name: "Night" }, { id: staff, name: "Staff" }],
    people: 1,
    tags: 1,
    leases: 1,
  });
  await setDoor(null);
  expect(await removal()).toMatchObject({ readers: [], unheard: [{ name: "Lab reader", online: true }], people: 1, tags: 1, leases: 0 });
  await reader.sync();
  expect(await removal()).toMatchObject({ unheard: [] });
  expect((await remove()).status).toBe(204);
  const levels = (await at.client.get<{ rows: LevelRow[] }>(paths.levels)).rows;
  expect(levels.map(({ name, doors }) => [name, doors])).toEqual([["Night", []], ["Staff", [front]]]);
});

test("its reader, led away first, opens for nobody", async () => {
  const kim = (await at.person("Kim", [staff])).id;
  await at.card(kim, "04a1b2c3d4e5f6");
  await reader.sync();
  expect(reader.list.size).toBe(1);
  await emptied();
  expect([reader.list.size, reader.settings!.mode]).toEqual([0, locked]);
  expect((await remove()).status).toBe(204);
});

test("what happened there keeps its name, and the audit says who removed it", async () => {
  await reader.sync();
  await reader.report([tapOf(undefined)]);
  await emptied();
  await remove();
  expect((await at.eventsOf(reader.identity.readerId)).map(({ doorName }) => doorName)).toEqual(["Lab"]);
  const { rows } = await at.client.get<{ rows: AuditRow[] }>(`${paths.audit}?limit=1`);
  expect(rows[0]).toMatchObject({ author: "Kim", action: "remove", object: { what: "door", name: "Lab" }, detail: { levels: [staff], tags: 0 } });
});

test("it is found by who looks for what happened there, and by nobody else", async () => {
  await emptied();
  await remove();
  await at.door("Lab");
  const { rows } = await at.client.get<{ rows: DoorRow[] }>(`${paths.doors}?removed=1`);
  expect(rows.map(({ name, removedAt }) => [name, typeof removedAt])).toEqual([["Front", "object"], ["Lab", "object"], ["Lab", "string"]]);
  expect((await doors()).map(({ name, removedAt }) => [name, removedAt])).toEqual([["Front", null], ["Lab", null]]);
});

test("another door of its name begins with nothing of it", async () => {
  await putTag(lab);
  await reader.sync();
  await reader.report([tapOf(undefined)]);
  await emptied();
  await remove();
  const fresh = await at.door("lab");
  expect(fresh.id).not.toBe(lab);
  expect(fresh.number).not.toBe(reader.identity.doorNumber);
  expect((await at.client.get<{ rows: LevelRow[] }>(paths.levels)).rows[0]!.doors).toEqual([front]);
  expect((await at.client.get<{ rows: DoorTagRow[] }>(paths.doorTags)).rows).toEqual([]);
  expect((await at.client.get<{ rows: object[] }>(`${paths.events}?door=${fresh.id}`)).rows).toEqual([]);
});

test("its tag, put at another door, is believed again there, and nothing that it said before", async () => {
  await putTag(lab);
  await emptied();
  await remove();
  const again = await putTag(front);
  expect(again).toMatchObject({ status: 201, json: { id: 1, doorName: "Front", revokedAt: null } });
});

test("what a reader tells late of the door that it stood at is not put down to a newer door", async () => {
  const { doorNumber } = reader.identity;
  await reader.sync();
  await setDoor(front);
  await remove();
  await at.door("Lab");
  await reader.sync();
  await reader.report([tapOf(undefined, { door: doorNumber })]);
  expect((await at.eventsOf(reader.identity.readerId)).map(({ doorId, doorName }) => [doorId, doorName])).toEqual([[lab, "Lab"]]);
});

test("numbers of removed doors are given again when no other is left, the longest removed first", async () => {
  await emptied();
  await remove();
  for (let n = (await doors()).length; n < 254; n++) await at.door(`Door ${n}`);
  expect((await doors()).length).toBe(254);
  await remove(front);
  expect(await at.door("Attic")).toMatchObject({ number: 1 });
  expect(await at.door("Loft")).toMatchObject({ number: 2 });
  expect(await admin.ask(`POST ${paths.doors}`, { name: "Cellar" })).toEqual(refused("DOORS_TOO_MANY", 409, "255"));
});

test("nothing can be asked of it or led to it any more", async () => {
  await emptied();
  await remove();
  const asked: [string, unknown?][] = [
    [`GET ${pathOf(paths.door, lab)}`],
    [`PATCH ${pathOf(paths.door, lab)}`, { name: "Attic" }],
    [`DELETE ${pathOf(paths.door, lab)}`],
    [`GET ${pathOf(paths.doorRemoval, lab)}`],
    [`POST ${pathOf(paths.doorCommands, lab)}`, { action: "unlock" }],
    [`GET ${pathOf(paths.doorFormer, lab)}`],
    [`GET ${pathOf(paths.doorAccess, lab)}?person=1`],
    [`POST ${paths.levels}`, { name: "Guards", scheduleId: 1, doors: [lab] }],
    [`PATCH ${pathOf(paths.level, staff)}`, { doors: [front, lab] }],
    [`POST ${paths.readers}`, { name: "Second", doorId: lab }],
    [`PATCH ${pathOf(paths.reader, reader.identity.readerId)}`, { doorId: lab }],
    [`POST ${paths.doorTags}`, { doorId: lab, uid: "04".repeat(7), metaKey: "5a".repeat(16), macKey: "5b".repeat(16) }],
  ];
  for (const [route, body] of asked) expect([route, await admin.ask(route, body)]).toEqual([route, refused("NOT_FOUND", 404, `door ${lab}`)]);
  expect((await at.client.get<{ rows: LevelRow[] }>(paths.levels)).rows.map(({ doors }) => doors)).toEqual([[front]]);
});
