import type { RefusalCount, RefusalsAnswer, RefusalSide } from "../../../api/reports";
import { refusalSides, sumBy } from "../../../api/reports";
import { api } from "../../client/api";
import { directoryVersion } from "../../client/live";
import { calendarDay, number } from "../../i18n/format";
import { words } from "../../i18n/words";
import { hrefOf, route, setFilters } from "../../route";
import { DayFilter } from "../../ui/day-filter";
import { Empty } from "../../ui/empty";
import { Select } from "../../ui/form";
import { useLoaded } from "../../ui/load";
import { Waiting } from "../../ui/waiting";
import { reasonWords } from "../now/event-words";
import { refusalsWish } from "./wishes";

/** The same refusals from three sides. */
export function Refusals() {
  const { reports } = words.value;
  const wish = refusalsWish(route.value.filters);
  const found = useLoaded(() => api.refusals(wish), [JSON.stringify(wish)]);
  const answer = found.value.value;
  return (
    <>
      <Filters />
      <Waiting of={[found]} />
      {answer?.rows.length === 0 && <Empty title={reports.nothing} />}
      {answer && answer.rows.length > 0 && <Sides answer={answer} />}
    </>
  );
}

function Filters() {
  const { reports, eventSearch, now } = words.value;
  const doors = useLoaded(api.doorsEver, [directoryVersion.value]).value.value ?? [];
  const options = [{ value: "", text: reports.allDoors }, ...doors.map(({ id, name, removedAt }) => ({ value: String(id), text: removedAt ? now.removedDoor(name) : name }))];
  return (
    <div class="filters">
      <Select label={reports.door} value={route.value.filters["door"] ?? ""} options={options} onPick={(value) => setFilters({ door: value })} />
      <DayFilter label={eventSearch.since} name="since" />
      <DayFilter label={eventSearch.until} name="until" />
    </div>
  );
}

function Sides({ answer }: { answer: RefusalsAnswer }) {
  const { reports } = words.value;
  const total = answer.rows.reduce((sum, { count }) => sum + count, 0);
  return (
    <>
      <p class="quiet">{reports.span(total, calendarDay(answer.since), calendarDay(answer.until))}</p>
      <div class="sides">
        {refusalSides.map((side) => (
          <Side key={side} side={side} answer={answer} />
        ))}
      </div>
    </>
  );
}

function Side({ side, answer }: { side: RefusalSide; answer: RefusalsAnswer }) {
  const { reports } = words.value;
  const rows = sumBy(answer.rows, [side]);
  const most = Math.max(...rows.map(({ count }) => count));
  return (
    <section class="card" aria-labelledby={`refusals-${side}`}>
      <h2 id={`refusals-${side}`}>{reports.by[side]}</h2>
      <table class="counts">
        <thead>
          <tr>
            <th scope="col">{reports.heads[side]}</th>
            <th scope="col">{reports.count}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={nameOf(row, side)}>
              <th scope="row">
                <Name row={row} side={side} answer={answer} />
                <span class="count-bar" style={{ width: `${(100 * row.count) / most}%` }} />
              </th>
              <td>{number(row.count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function nameOf(row: RefusalCount, side: RefusalSide): string {
  if (side === "reason") return reasonWords(row.reason);
  return side === "day" ? calendarDay(row.day) : (row.doorName ?? words.value.reports.noDoor);
}

/** Leads to the events behind it, where those are found by the same side. */
function Name({ row, side, answer }: { row: RefusalCount; side: RefusalSide; answer: RefusalsAnswer }) {
  const name = nameOf(row, side);
  if (side === "reason" || (side === "door" && row.doorId === null)) return <span>{name}</span>;
  const door = side === "door" ? String(row.doorId) : route.value.filters["door"];
  const days = side === "day" ? { since: row.day, until: row.day } : { since: answer.since, until: answer.until };
  return <a href={hrefOf("events", { kind: "tap", verdict: "denied", door, ...days })}>{name}</a>;
}
