import type { EventRow } from "../../../api/events";
import type { EventsWish } from "../../client/api";
import { api } from "../../client/api";
import { offerSheet } from "../../client/offer-sheet";
import { everyRow } from "../../client/every-row";
import { words } from "../../i18n/words";
import { say } from "../../ui/notice";
import { csvOf } from "./csv";

/** Everything that `wish` finds, as a file of the browser's; says so where there was more. */
export async function saveCsv(wish: EventsWish): Promise<void> {
  const { rows, more } = await everyRow<EventRow>((last, limit) => api.events({ ...wish, before: last?.id, limit }));
  if (more) say("warn", words.value.eventSearch.cut(rows.length));
  offerSheet("events", csvOf(rows));
}
