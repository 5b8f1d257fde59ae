import { csvOf } from "../../../host-tools/console/screens/events/csv";
import type { EventRow } from "../../../host-tools/api/events";

const event: EventRow = {
  id: 7, kind: "tap", at: "2026-10-03T08:00:00.000Z", receivedAt: "2026-10-03T08:00:01.000Z", clockUnsure: false, readerId: "aa", readerName: "Hall",
  doorId: 1, doorName: 'Door "A", back', verdict: "granted", reason: "granted", technology: "uid", assurance: 0, personId: 3, personName: "김서연",
  credentialId: 4, token: null, detail: 0, sequence: 9, epoch: 1,
};

it("quotes what would part a cell, and keeps Korean names for a spreadsheet", () => {
  const [head, line] = csvOf([event]).split("\r\n");
  expect(head!.charCodeAt(0)).toBe(0xfeff);
  expect(line).toBe('2026-10-03T08:00:00.000Z,false,tap,granted,granted,"Door ""A"", back",Hall,김서연,3,uid,0,,9');
});

it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])("lets no name be a formula: %j", (personName) => {
  expect(csvOf([{ ...event, personName }])).toContain(`,'${personName},`);
});
