import * as fault from "../../../firmware/src/base/fault";
import type { EventRow } from "../../../host-tools/api/events";
import { eventLine } from "../../../host-tools/cli/event-line";

const row = (more: Partial<EventRow>): EventRow => ({
  id: 1, kind: "reader", at: "2026-10-03T08:00:00.000Z", receivedAt: "2026-10-03T08:00:00.000Z", clockUnsure: false, readerId: "4c4b", readerName: "Gate reader", doorId: 1, doorName: "Gate",
  verdict: null, reason: "booted", technology: null, assurance: null, personId: null, personName: null, credentialId: null, token: null, detail: 0, sequence: 1, epoch: 1, ...more,
});

test.each([
  [{ reason: "lostWithRestore", detail: 30 }, "ALARM lostWithRestore (30 events)"],
  [{ reason: "faultSeen", detail: fault.grantsDamaged }, "faultSeen (grantsDamaged)"],
  [{ reason: "faultSeen", detail: 250 }, "faultSeen (250)"],
  [{ reason: "booted", detail: 7 }, "booted"],
  [{ verdict: "granted" as const, reason: "granted", technology: "phone" as const, assurance: 3, personName: "Kim" }, "granted (has a lease)          Kim by phone"],
])("%j is told as %s", (more, words) => {
  expect(eventLine(row(more))).toBe(`2026-10-03T08:00:00.000Z  Gate             ${words}`);
});
