import { appendAudit, checkAudit } from "../../../host-tools/backend/audit/chain";
import { openStore } from "../../../host-tools/backend/store/open";
import type { Store } from "../../../host-tools/backend/store/open";
import { BackendAtWork } from "../../support/backend-at-work";

async function withLines(lines: number): Promise<Store> {
  const store = openStore(":memory:");
  for (let i = 0; i < lines; i++) {
    await store.change((trx) =>
      appendAudit(trx, { at: i, author: "owner", action: "change", subject: `door ${i}`, detail: { i } }),
    );
  }
  return store;
}

test("an untouched chain holds", async () => {
  const store = await withLines(5);
  expect(await checkAudit(store.read)).toMatchObject({ intact: true, lines: 5, brokenAt: null });
  await store.close();
});

test("a changed, dropped or exchanged line is found", async () => {
  const offences: ((store: Store) => Promise<unknown>)[] = [
    (store) => store.change((trx) => trx.updateTable("audit").set({ detail: "null" }).where("number", "=", 3).execute()),
    (store) => store.change((trx) => trx.deleteFrom("audit").where("number", "=", 3).execute()),
    (store) => store.change((trx) => trx.updateTable("audit").set({ author: "someone" }).where("number", "=", 3).execute()),
  ];
  for (const offence of offences) {
    const store = await withLines(5);
    await offence(store);
    expect(await checkAudit(store.read)).toMatchObject({ intact: false, brokenAt: 3 });
    await store.close();
  }
});

test("every edit is a line with its author, and none holds names, notes or identifiers", async () => {
  const at = await BackendAtWork.start();
  const person = await at.person("Hong Gildong", []);
  await at.change(person.id, { note: "left hand", enabled: false });
  await at.card(person.id, "04a1b2c3d4e5f6");
  const { rows } = await at.client.get<{ rows: { action: string; subject: string; author: string }[] }>("/api/v1/audit");
  expect(rows.map((row) => `${row.author}: ${row.action} ${row.subject}`)).toEqual([
    "api: add credential 1",
    "api: change person 1",
    "api: add person 1",
  ]);
  const kept = await at.backend.services.store.read.selectFrom("audit").selectAll().execute();
  expect(JSON.stringify(kept)).not.toMatch(/Gildong|left hand|04a1b2c3/);
  expect(await at.client.get("/api/v1/audit/check")).toEqual({ intact: true, lines: 3, brokenAt: null, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  await at.stop();
});
