import { pathOf, paths } from "../../host-tools/api/paths";
import { PhoneSite } from "../support/phone-site";

/* Levels come and go at a door; a lease names 16 places among the 32 that its reader has. */
let at: PhoneSite;

beforeEach(async () => {
  at = await PhoneSite.start(9);
});
afterEach(() => at.stop());

const door = (): number => at.lobby.identity.doorId!;
const add = (name: string) => at.site.at.level(name, [door()]);
const remove = (level: { id: number }) => at.site.at.client.send("DELETE", pathOf(paths.level, level.id), undefined);
const lead = (level: { id: number }, doors: number[]) => at.site.at.client.send("PATCH", pathOf(paths.level, level.id), { doors });
/** Until the reader has all, and the database knows that it has. */
const heard = () => at.site.pass(90_000);
const bits = async (): Promise<number[]> =>
  (await at.site.at.backend.services.store.read.selectFrom("reader_level").select("bit").orderBy("level_id").execute()).map(({ bit }) => bit);

test("forty changes that the reader hears of leave the phone its lease", async () => {
  for (let i = 0; i < 20; i++) {
    await remove(await add(`Team ${i}`));
    await heard();
  }
  const last = await add("Night");
  await at.site.at.change(at.kim.id, { levels: [last.id] });
  await heard();
  expect(await at.opens(await at.issue())).toBe(3000);
});

test("while the reader is away no place is given twice; then the phone's administrator is told, and what to do helps", async () => {
  await heard();
  at.lobby.end = { receive: () => undefined, settled: () => true };
  const given = await bits();
  let level = await add("Team");
  given.push((await bits()).at(-1)!);
  for (let i = 0; i < 16; i++) {
    await remove(level);
    level = await add(`Team ${i}`);
    given.push((await bits()).at(-1)!);
  }
  expect(new Set(given).size).toBe(18);
  await at.site.at.change(at.kim.id, { levels: [at.staff.id, level.id] });
  await expect(at.issue()).rejects.toMatchObject({ code: "LEASE_LEVEL_BEYOND", message: expect.stringContaining("Team 15") as string });
  at.lobby.end = at.site.backend;
  await heard();
  await lead(level, []);
  await lead(level, [door()]);
  await heard();
  expect(Math.max(...(await bits()))).toBeLessThan(16);
  expect(await at.opens(await at.issue())).toBe(3000);
});

test("more levels than a lease can name: a renewal says so, and gives no lease that says less", async () => {
  const old = await at.issue({ renews: true });
  const levels = [at.staff.id];
  for (let i = 0; i < 16; i++) levels.push((await add(`Team ${i}`)).id);
  await at.site.at.change(at.kim.id, { levels });
  await at.site.pass(2000);
  expect(await at.renew()).toMatchObject({ rows: [], refused: [{ lease: old.id, code: "LEASE_LEVEL_BEYOND" }] });
  expect(await at.opens(old)).toBe(3000);
});
