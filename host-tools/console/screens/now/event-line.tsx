import type { EventRow } from "../../../api/events";
import { momentOf, timeOf } from "../../i18n/format";
import { words } from "../../i18n/words";
import { hrefOf } from "../../route";
import { Status } from "../../ui/status";
import { Technology } from "../../ui/technology";
import { happeningWords, lookOf, whoWords, whyWords } from "./event-words";

/** One event on one line: when, what, who, where, why. */
export function EventLine({ event }: { event: EventRow }) {
  const { events } = words.value;
  const head = event.verdict ? events[event.verdict] : happeningWords(event);
  return (
    <li class={`event event-${event.kind}`} data-verdict={event.verdict ?? undefined}>
      <span class="event-time">
        <time dateTime={event.at} title={momentOf(event.at)}>
          {timeOf(event.at)}
        </time>
        {event.clockUnsure && <small>{events.clockUnsure}</small>}
      </span>
      <span class="event-what">
        <Status {...lookOf(event)}>{head}</Status>
      </span>
      <span class="event-who">
        <Who event={event} />
      </span>
      <span class="event-where">{event.doorName ?? event.readerName}</span>
      <span class="event-why">
        {event.verdict && whyWords(event)}
        <Technology name={event.technology} />
      </span>
    </li>
  );
}

function Who({ event }: { event: EventRow }) {
  const who = whoWords(event);
  if (event.personId === null) return <>{who}</>;
  return <a href={hrefOf("people", { person: String(event.personId) })}>{who}</a>;
}
