import { useSignal } from "@preact/signals";
import type { DoorRow } from "../../../api/directory";
import type { EventRow } from "../../../api/events";
import { caughtUp, events } from "../../client/live";
import { words } from "../../i18n/words";
import { route } from "../../route";
import { Empty } from "../../ui/empty";
import { Icon } from "../../ui/icon";
import { EventFilters } from "./event-filters";
import { EventLine } from "./event-line";

const linesShown = 100;

function filtered(rows: EventRow[]): EventRow[] {
  const { door, kind, verdict } = route.value.filters;
  return rows.filter(
    (row) => (!door || String(row.doorId) === door) && (!kind || row.kind === kind) && (!verdict || row.verdict === verdict),
  );
}

export function EventList({ doors }: { doors: DoorRow[] }) {
  const heldBefore = useSignal<EventRow | undefined>(undefined);
  const paused = useSignal(false);
  const { now } = words.value;
  const all = filtered(events.value);
  const limit = heldBefore.value?.id ?? 0;
  const rows = (paused.value ? all.filter((row) => row.id <= limit) : all).slice(0, linesShown);
  const pause = () => {
    heldBefore.value = events.value[0];
    paused.value = !paused.value;
  };
  return (
    <section aria-labelledby="now-events">
      <div class="section-head">
        <h2 id="now-events">{now.events}</h2>
        <EventFilters doors={doors} />
        <button type="button" aria-pressed={paused.value} onClick={pause}>
          <Icon name={paused.value ? "play" : "pause"} />
          {paused.value ? now.resume : now.pause}
        </button>
      </div>
      {paused.value && <p class="quiet">{now.held(all.filter((row) => row.id > limit).length)}</p>}
      {rows.length === 0 && caughtUp.value ? <Empty title={now.noEvents}>{now.noEventsHint}</Empty> : <Lines rows={rows} />}
    </section>
  );
}

function Lines({ rows }: { rows: EventRow[] }) {
  return (
    <div role="log" aria-relevant="additions" aria-label={words.value.now.events}>
      <ol class="events">
        {rows.map((row) => (
          <EventLine key={row.id} event={row} />
        ))}
      </ol>
    </div>
  );
}
