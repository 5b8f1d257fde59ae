import type { ImportReport } from "../../api/import-report";
import type { ApiClient } from "../../api/client";
import { paths } from "../../api/paths";

/** The cards of the demo's keys: one that everyone's list knows, one that nobody's does. */
export const goodCard = "uid:04A1B2C3";
export const badCard = "uid:0BADCAFE";

const families = ["김", "이", "박", "최", "정", "강", "조", "윤"];
const given = ["서연", "민준", "지우", "하은", "도윤", "수아", "예준", "지호"];
const others = ["Ada Park", "Grace Lee", "Alan Kim", "Linus Cho", "Margaret Yoon", "Dennis Han", "Barbara Seo", "Ken Jung"];

/** Fills an empty site with people who may pass everywhere, the first of them with the good card. */
export async function addPeople(client: ApiClient): Promise<number> {
  const names = [...others, ...families.flatMap((family) => given.map((name) => family + name))];
  const rows = names.map((name, i) => `${name},uid,${i === 0 ? goodCard.slice(4) : cardNumber(i)},Everywhere`);
  const csv = new TextEncoder().encode(["name,technology,identifier,levels", ...rows].join("\n"));
  const report = await client.upload<ImportReport>(`${paths.import}?dryRun=0`, new Uint8Array(csv));
  return report.people.added;
}

/** Seven-byte UIDs as NXP's cards have them, all different. */
function cardNumber(i: number): string {
  return "04" + (0xd0000 + i * 7919).toString(16).padStart(6, "0") + "5E80" + (i & 0xff).toString(16).padStart(2, "0");
}
