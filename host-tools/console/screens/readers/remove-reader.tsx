import type { ReaderRow } from "../../../api/readers";
import { isCurrent } from "../../../api/readers";
import { api } from "../../client/api";
import { number } from "../../i18n/format";
import { words } from "../../i18n/words";
import { Fact } from "../../ui/fact";
import { Check, onSubmit } from "../../ui/form";
import type { Task } from "../../ui/load";
import { useTask } from "../../ui/load";
import { Failure, Notice, say } from "../../ui/notice";
import { Presence } from "./reader-table";
import { VersionFacts } from "./versions";

interface RemoveReaderProps {
  reader: ReaderRow;
  back: () => void;
  done: () => void;
}

/** A reader goes on opening by what it knows, so it is told first; only what it has said itself counts as heard. */
export function RemoveReader({ reader, back, done }: RemoveReaderProps) {
  const { removal, shell } = words.value;
  const task = useTask();
  const remove = () =>
    task.run(async () => {
      await api.removeReader(reader.id);
      say("ok", words.value.removal.readerGone(reader.name));
      done();
    });
  return (
    <>
      <p>{removal.readerLead}</p>
      <Failure failure={task.failure.value} />
      {reader.doorId !== null && <LeadAway reader={reader} task={task} />}
      {reader.doorId === null && (isCurrent(reader) ? <Heard reader={reader} task={task} remove={remove} /> : <Unheard reader={reader} task={task} remove={remove} />)}
      <div class="form-foot">
        <button type="button" onClick={back}>
          {shell.cancel}
        </button>
      </div>
    </>
  );
}

function LeadAway({ reader, task }: { reader: ReaderRow; task: Task }) {
  const { removal } = words.value;
  const leadAway = () => task.run(() => api.changeReader(reader.id, { doorId: null }).then(() => undefined));
  return (
    <form onSubmit={onSubmit(leadAway)}>
      <p class="hint">{removal.noDoorHint}</p>
      <div class="form-foot">
        <button type="submit" class="primary" disabled={task.busy.value}>
          {removal.noDoor}
        </button>
      </div>
    </form>
  );
}

interface StepProps {
  reader: ReaderRow;
  task: Task;
  remove: () => void;
}

function Heard({ reader, task, remove }: StepProps) {
  const { removal } = words.value;
  const waiting = reader.eventsWaiting ?? 0;
  return (
    <form onSubmit={onSubmit(remove)}>
      <Notice tone="ok" title={removal.heard}>
        <p>{removal.heardHint}</p>
        {waiting > 0 && <p>{removal.stillToCome(waiting)}</p>}
      </Notice>
      <div class="form-foot">
        <button type="submit" class="danger" disabled={task.busy.value}>
          {removal.remove}
        </button>
      </div>
    </form>
  );
}

function Unheard({ reader, task, remove }: StepProps) {
  const { removal, readers } = words.value;
  return (
    <>
      <Notice tone="info" title={removal.waiting}>
        <p>{reader.enabled ? removal.noDoorDone : removal.waitingDisabled}</p>
      </Notice>
      <dl class="facts">
        <Fact name={removal.lastHeard}>
          <Presence reader={reader} />
        </Fact>
        <VersionFacts reader={reader} />
        <Fact name={readers.waiting}>{reader.eventsWaiting === null ? "–" : number(reader.eventsWaiting)}</Fact>
      </dl>
      <Anyway reader={reader} task={task} remove={remove} />
    </>
  );
}

/** What it means is said plainly, and has to be agreed to by hand. */
function Anyway({ reader, task, remove }: StepProps) {
  const { removal } = words.value;
  const never = reader.lastSeen === null;
  return (
    <form onSubmit={onSubmit(remove)}>
      <Notice tone="warn" title={never ? removal.neverHeard : removal.unheard}>
        <p>{never ? removal.neverHeardHint : removal.unheardHint(reader.eventsWaiting ?? 0)}</p>
      </Notice>
      <Check name="accept" label={removal.accept} checked={false} required />
      <div class="form-foot">
        <button type="submit" class="danger" disabled={task.busy.value}>
          {removal.removeUnheard}
        </button>
      </div>
    </form>
  );
}
