import type { TraceRow, TraceState } from "../../../api/traces";
import { api } from "../../client/api";
import { mayDo } from "../../client/session";
import { words } from "../../i18n/words";
import { hrefOf } from "../../route";
import { Empty } from "../../ui/empty";
import { Heads } from "../../ui/heads";
import { useTask } from "../../ui/load";
import { May } from "../../ui/may";
import { Failure } from "../../ui/notice";
import type { Tone } from "../../ui/status";
import { Age, Status } from "../../ui/status";

const tones: Record<TraceState, Tone> = { waiting: "info", done: "ok", overdue: "warn" };

/** What readers were asked to record, newest first. */
export function TraceList({ rows, changed }: { rows: TraceRow[]; changed: () => void }) {
  const { traces } = words.value;
  const task = useTask();
  if (rows.length === 0) return <Empty title={traces.empty}>{traces.emptyHint}</Empty>;
  const remove = (id: number) =>
    task.run(async () => {
      await api.removeTrace(id);
      changed();
    });
  return (
    <>
      <Failure failure={task.failure.value} />
      <table class="table">
        <Heads of={[traces.reader, traces.when, traces.by, traces.state, ""]} />
        <tbody>
          {rows.map((row) => (
            <Row key={row.id} row={row} remove={() => remove(row.id)} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function Row({ row, remove }: { row: TraceRow; remove: () => void }) {
  const { traces } = words.value;
  const name = `${row.readerName} ${row.id}`;
  return (
    <tr>
      <th scope="row" data-label={traces.reader}>
        {row.state === "done" && mayDo("traces") ? <a href={hrefOf("traces", { trace: String(row.id) })}>{name}</a> : name}
      </th>
      <td data-label={traces.when}>
        <Age at={row.askedAt} />
      </td>
      <td data-label={traces.by}>{row.author}</td>
      <td data-label={traces.state}>
        <Status tone={tones[row.state]}>{traces.states[row.state]}</Status>
      </td>
      <td>
        <May right="traces">
          <button type="button" class="plain" onClick={remove} aria-label={`${traces.remove}: ${name}`}>
            {traces.remove}
          </button>
        </May>
      </td>
    </tr>
  );
}
