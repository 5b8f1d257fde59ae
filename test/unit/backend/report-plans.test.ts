import { CompiledQuery } from "kysely";
import { refusals } from "../../../host-tools/backend/reports/refusals";
import { unused } from "../../../host-tools/backend/reports/unused";
import { BackendAtWork } from "../../support/backend-at-work";

/* Reports look at years of events while readers want to be answered: what they count lies in an index, and no event that has no part in it is looked at. */
let at: BackendAtWork;
beforeAll(async () => {
  at = await BackendAtWork.start();
  const door = await at.door("Lab");
  const level = await at.level("Staff", [door.id]);
  await at.person("Kim", [level.id]);
  await at.backend.services.store.change((trx) => trx.updateTable("person_level").set({ since: 0 }).execute());
});
afterAll(() => at.stop());

/** How SQLite finds what `work` counts among the events. */
async function plansOf(work: () => Promise<unknown>): Promise<string[]> {
  const { read } = at.backend.services.store;
  const asked = jest.spyOn(read.getExecutor(), "executeQuery");
  await work();
  const counting = asked.mock.calls.map(([query]) => query).filter(({ sql }) => /\bevent\b/.test(sql) && /group by/.test(sql));
  asked.mockRestore();
  const plans = new Set<string>();
  for (const { sql, parameters } of counting) {
    const { rows } = await read.executeQuery<{ detail: string }>(CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]));
    for (const { detail } of rows) if (/ event\b/.test(detail)) plans.add(detail);
  }
  return [...plans];
}

test("refusals are found among refusals alone, of a day and of a door", async () => {
  const { read } = at.backend.services.store;
  const nowS = Date.parse("2026-06-01") / 1000;
  const found = "SEARCH event USING INDEX event_refused (at>? AND at<?)";
  expect(await plansOf(() => refusals(read, {}, nowS))).toEqual([found]);
  expect(await plansOf(() => refusals(read, { door: 1 }, nowS))).toEqual([found]);
});

test("what credentials were used for is read off their index, without the events", async () => {
  const { read } = at.backend.services.store;
  expect(await plansOf(() => unused(read, { days: 90, limit: 10 }, Date.parse("2026-06-01") / 1000))).toEqual(["SEARCH event USING COVERING INDEX event_credential (credential_id=?)"]);
});
