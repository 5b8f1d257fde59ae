import type { Replay } from "../../../trace/replay";
import { words } from "../../i18n/words";
import { reasonWords } from "../now/event-words";

/** A verdict with its reason, where that says more, and by what card. */
export function recordReasonWords({ verdict, reason, technology }: Replay["verdicts"][number]): string {
  const { traces, events } = words.value;
  const why = reason === verdict ? "" : ` (${reasonWords(reason)})`;
  const by = technology === "none" ? "" : ` · ${events.technology[technology]}`;
  return `${traces[verdict]}${why}${by}`;
}
