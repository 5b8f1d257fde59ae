import type { AccessAnswer } from "../../../host-tools/api/directory";
import { BackendAtWork } from "../../support/backend-at-work";

/* "Who can open what, and why not" is the reader's own decision on the reader's own settings. */
let at: BackendAtWork;
beforeEach(async () => void (at = await BackendAtWork.start({ nowMs: () => Date.UTC(2026, 9, 3) })));
afterEach(() => at.stop());

const why = async (door: number, person: number, when: string) => {
  const { granted, reason } = await at.client.get<AccessAnswer>(
    `/api/v1/doors/${door}/access?person=${person}&at=${encodeURIComponent(when)}`,
  );
  return granted ? "granted" : reason;
};

test("schedule, holiday, validity, disabling and mode are each the reason at their time", async () => {
  await at.client.send("PATCH", "/api/v1/site", { timeZone: "Asia/Seoul" });
  const { identity } = await at.reader("Lobby");
  const door = identity.doorId!;
  const office = await at.level("Office", [door], 2);
  const kim = await at.person("Kim", [office.id]);
  await at.card(kim.id, "04a1b2c3", { validUntil: "2026-12-31" });
  const ask = (when: string) => why(door, kim.id, when);
  expect(await ask("2026-10-05T09:00:00+09:00")).toBe("granted");
  expect(await ask("2026-10-05T07:59:59+09:00")).toBe("outsideSchedule");
  expect(await ask("2026-10-04T09:00:00+09:00")).toBe("outsideSchedule");
  expect(await ask("2026-12-31T18:59:59+09:00")).toBe("granted");
  expect(await ask("2027-01-01T00:00:00+09:00")).toBe("expired");
  await at.client.send("PUT", "/api/v1/holidays", [{ date: "2026-10-05", name: "Chuseok" }]);
  expect(await ask("2026-10-05T09:00:00+09:00")).toBe("outsideSchedule");
  await at.change(kim.id, { enabled: false });
  expect(await ask("2026-10-06T09:00:00+09:00")).toBe("credentialDisabled");
  await at.client.send("PATCH", `/api/v1/doors/${door}`, { mode: "lockdown" });
  expect(await ask("2026-10-06T09:00:00+09:00")).toBe("doorLockdown");
});

test("no level, no credential, no reader: unknown", async () => {
  const { identity } = await at.reader("Lobby");
  const kim = await at.person("Kim", []);
  const when = "2026-10-05T09:00:00Z";
  expect(await why(identity.doorId!, kim.id, when)).toBe("unknownCredential");
  await at.card(kim.id, "04a1b2c3");
  expect(await why(identity.doorId!, kim.id, when)).toBe("unknownCredential");
  const bare = await at.door("Bare");
  expect(await why(bare.id, kim.id, when)).toBe("unknownCredential");
});

test("more than readers can hold is refused, and nothing of it is kept", async () => {
  const { identity } = await at.reader("Lobby");
  const door = identity.doorId!;
  for (let i = 0; i < 32; i++) await at.level(`Level ${i}`, [door]);
  await expect(at.level("One more", [door])).rejects.toMatchObject({ code: "LEVELS_TOO_MANY" });
  const days = Array.from({ length: 64 }, (_, i) => ({ date: new Date(Date.UTC(2027, 0, 1 + i)).toISOString().slice(0, 10) }));
  await at.client.send("PUT", "/api/v1/holidays", days);
  const windows = Array.from({ length: 16 }, (_, i) => ({ days: 127, from: i, to: 1000 + i }));
  for (let i = 0; i < 3; i++) await at.client.send("POST", "/api/v1/schedules", { name: `Dense ${i}`, windows });
  await at.client.send("PATCH", "/api/v1/levels/1", { scheduleId: 3 });
  await at.client.send("PATCH", "/api/v1/levels/2", { scheduleId: 4 });
  await at.client.send("PATCH", "/api/v1/levels/3", { scheduleId: 5 });
  await expect(at.client.send("PATCH", "/api/v1/levels/4", { scheduleId: 2 })).rejects.toMatchObject({
    code: "SETTINGS_TOO_LONG",
  });
  const { rows } = await at.client.get<{ rows: { id: number; scheduleId: number }[] }>("/api/v1/levels");
  expect(rows).toHaveLength(32);
  expect(rows.find((row) => row.id === 4)!.scheduleId).toBe(1);
});

test("a schedule's name stands for one schedule", async () => {
  const add = (name: string) => at.client.send<{ id: number }>("POST", "/api/v1/schedules", { name, windows: [] });
  const { id } = await add("Office");
  await expect(add("office")).rejects.toMatchObject({ code: "NOT_UNIQUE", message: "there is a schedule office already" });
  const other = await add("Night");
  const rename = (of: number, name: string) => at.client.send("PATCH", `/api/v1/schedules/${of}`, { name });
  await expect(rename(other.id, "OFFICE")).rejects.toMatchObject({ code: "NOT_UNIQUE" });
  expect(await rename(id, "OFFICE")).toMatchObject({ name: "OFFICE" });
});

test("wrong input names its fields", async () => {
  await expect(at.client.send("POST", "/api/v1/doors", { name: "", unlockMs: 1 })).rejects.toMatchObject({ code: "INPUT" });
  await expect(at.client.send("PATCH", "/api/v1/site", { timeZone: "Mars/Olympus" })).rejects.toMatchObject({
    code: "TIME_ZONE",
  });
  await expect(at.client.send("DELETE", "/api/v1/schedules/1", undefined)).rejects.toMatchObject({ code: "SCHEDULE_FIXED" });
  await expect(at.client.send("POST", "/api/v1/levels", { name: "L", scheduleId: 99 })).rejects.toMatchObject({ code: "IN_USE" });
  await expect(at.client.get("/api/v1/people/7")).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(at.client.get("/api/v1/people/x")).rejects.toMatchObject({ code: "ID" });
  await at.door("Lobby");
  await expect(at.door("lobby")).rejects.toMatchObject({ code: "NOT_UNIQUE" });
});
