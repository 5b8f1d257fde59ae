import type { UnusedAnswer, UnusedRow } from "../../../api/reports";
import { api } from "../../client/api";
import { dayOf } from "../../i18n/format";
import { words } from "../../i18n/words";
import { hrefOf, route, setFilters } from "../../route";
import { Empty } from "../../ui/empty";
import { Select } from "../../ui/form";
import { Heads } from "../../ui/heads";
import { useLoaded } from "../../ui/load";
import { Waiting } from "../../ui/waiting";
import { daysToChoose, daysWish } from "./wishes";

const shownMax = 500;

/** Asked once for each choice, not at every edit: whoever looks is noted. */
export function Unused() {
  const { reports } = words.value;
  const days = daysWish(route.value.filters);
  const found = useLoaded(() => api.unused({ days, limit: shownMax }), [days]);
  const answer = found.value.value;
  const choices = [...new Set([...daysToChoose, Number(days)])].sort((a, b) => a - b);
  return (
    <>
      <div class="filters">
        <Select label={reports.days} value={days} options={choices.map((value) => ({ value: String(value), text: reports.daysOf(value) }))} onPick={(value) => setFilters({ days: value })} />
      </div>
      <Waiting of={[found]} />
      {answer && <Found answer={answer} />}
      <p class="hint">{reports.noted}</p>
    </>
  );
}

function Found({ answer }: { answer: UnusedAnswer }) {
  const { reports } = words.value;
  const { rows, total, oldestEvent } = answer;
  if (total === 0) return <Empty title={reports.allUsed} />;
  return (
    <>
      <p class="quiet">
        {reports.unused(total)} {oldestEvent && reports.oldest(dayOf(oldestEvent))}
      </p>
      <table class="table">
        <Heads of={[reports.person, reports.level, reports.lastUse, reports.since]} />
        <tbody>
          {rows.map((row) => (
            <Line key={`${row.personId} ${row.levelId}`} row={row} />
          ))}
        </tbody>
      </table>
      {total > rows.length && <p class="hint">{reports.cut(rows.length, total)}</p>}
    </>
  );
}

function Line({ row }: { row: UnusedRow }) {
  const { reports } = words.value;
  return (
    <tr>
      <th scope="row" data-label={reports.person}>
        <a href={hrefOf("people", { person: String(row.personId) })}>{row.personName}</a>
      </th>
      <td data-label={reports.level}>
        <a href={hrefOf("levels", { level: String(row.levelId) })}>{row.levelName}</a>
      </td>
      <td data-label={reports.lastUse}>{row.lastUse === null ? reports.never : dayOf(row.lastUse)}</td>
      <td data-label={reports.since}>{row.since === null ? reports.unknownSince : dayOf(row.since)}</td>
    </tr>
  );
}
