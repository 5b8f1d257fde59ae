import type { EventRow } from "../../../api/events";
import type { EventsWish } from "../../client/api";
import { api } from "../../client/api";
import { words } from "../../i18n/words";
import { say } from "../../ui/notice";
import { csvOf } from "./csv";

const pageSize = 1000;
/** As many as a spreadsheet takes without complaint. */
const rowsMax = 100_000;

/** Everything that `wish` finds, as a file of the browser's; says so where there was more. */
export async function saveCsv(wish: EventsWish): Promise<void> {
  const rows: EventRow[] = [];
  let page: EventRow[] = [];
  do {
    page = await api.events({ ...wish, before: rows.at(-1)?.id, limit: pageSize });
    rows.push(...page);
  } while (page.length === pageSize && rows.length < rowsMax);
  if (page.length === pageSize) say("warn", words.value.eventSearch.cut(rows.length));
  offer(csvOf(rows));
}

function offer(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `events-${new Date().toISOString().slice(0, 10)}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
