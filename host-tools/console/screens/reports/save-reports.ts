import { unusedRowsMax } from "../../../api/reports";
import { sheetText } from "../../../api/sheet-text";
import { api } from "../../client/api";
import { offerSheet } from "../../client/offer-sheet";
import { words } from "../../i18n/words";
import { say } from "../../ui/notice";
import { daysWish, refusalsWish } from "./wishes";

type Filters = Readonly<Record<string, string>>;

/** A line for each day, door and reason, the reason by its name and not in words: it is for other programs. */
export async function saveRefusals(filters: Filters): Promise<void> {
  const { rows } = await api.refusals(refusalsWish(filters));
  offerSheet("refusals", sheetText(["day", "door", "reason", "count"], rows.map((row) => [row.day, row.doorName, row.reason, row.count])));
}

export async function saveUnused(filters: Filters): Promise<void> {
  const { rows, total } = await api.unused({ days: daysWish(filters), limit: unusedRowsMax });
  if (total > rows.length) say("warn", words.value.reports.cut(rows.length, total));
  const cells = rows.map((row) => [row.personName, row.levelName, row.lastUse, row.since, row.personId, row.levelId]);
  offerSheet("unused-access", sheetText(["person", "level", "lastUse", "since", "personId", "levelId"], cells));
}
