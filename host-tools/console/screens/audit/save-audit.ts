import type { AuditRow } from "../../../api/audit";
import type { AuditWish } from "../../client/api";
import { api } from "../../client/api";
import { offerSheet } from "../../client/offer-sheet";
import { sheetText } from "../../../api/sheet-text";
import { everyRow } from "../../client/every-row";
import { words } from "../../i18n/words";
import { say } from "../../ui/notice";

const columns = ["number", "at", "author", "action", "subject", "objectName", "detail", "hash"] as const;

/** The lines that `wish` finds as they are kept, hash included, and the name beside each object; says so where there were more. */
export async function saveAudit(wish: AuditWish): Promise<void> {
  const { rows, more } = await everyRow<AuditRow>((last, limit) => api.audit({ ...wish, before: last?.number, limit }));
  if (more) say("warn", words.value.audit.cut(rows.length));
  const cells = rows.map((row) => [row.number, row.at, row.author, row.action, row.subject, row.object.name, JSON.stringify(row.detail), row.hash]);
  offerSheet("audit", sheetText(columns, cells));
}
