import { useSignal } from "@preact/signals";
import type { DoorRow } from "../../../api/directory";
import type { ReaderRow } from "../../../api/readers";
import { api } from "../../client/api";
import { lengthOf, number } from "../../i18n/format";
import { words } from "../../i18n/words";
import { Check, onSubmit, Select, textOf, TextField } from "../../ui/form";
import { Fact } from "../../ui/fact";
import { useTask } from "../../ui/load";
import { May } from "../../ui/may";
import { Failure, say } from "../../ui/notice";
import { Sheet } from "../../ui/sheet";
import { Health, Presence } from "./reader-table";
import { RemoveReader } from "./remove-reader";
import { VersionFacts } from "./versions";

interface ReaderSheetProps {
  reader: ReaderRow;
  doors: DoorRow[];
  close: () => void;
}

export function ReaderSheet({ reader, doors, close }: ReaderSheetProps) {
  const removing = useSignal(false);
  return (
    <Sheet key={String(removing.value)} title={removing.value ? words.value.removal.readerTitle(reader.name) : reader.name} close={close}>
      {removing.value ? (
        <RemoveReader reader={reader} back={() => (removing.value = false)} done={close} />
      ) : (
        <>
          <Facts reader={reader} />
          <May right="readers">
            <Edit reader={reader} doors={doors} close={close} remove={() => (removing.value = true)} />
          </May>
        </>
      )}
    </Sheet>
  );
}

function Edit({ reader, doors, close, remove }: ReaderSheetProps & { remove: () => void }) {
  const { shell } = words.value;
  const task = useTask();
  const save = (form: FormData) =>
    task.run(async () => {
      const doorId = Number(textOf(form, "door")) || null;
      await api.changeReader(reader.id, { name: textOf(form, "name"), doorId, enabled: form.has("enabled") });
      say("ok", words.value.people.saved(textOf(form, "name")));
      close();
    });
  return (
    <form onSubmit={onSubmit(save)}>
      <h3>{shell.edit}</h3>
      <EditFields reader={reader} doors={doors} />
      <Failure failure={task.failure.value} />
      <div class="form-foot">
        <button type="submit" class="primary" disabled={task.busy.value}>
          {shell.save}
        </button>
        <button type="button" class="danger" onClick={remove}>
          {words.value.removal.reader}
        </button>
      </div>
    </form>
  );
}

function EditFields({ reader, doors }: { reader: ReaderRow; doors: DoorRow[] }) {
  const { readers } = words.value;
  const places = [{ value: "", text: readers.noDoor }, ...doors.map((door) => ({ value: String(door.id), text: door.name }))];
  return (
    <>
      <TextField label={readers.name} name="name" value={reader.name} required maxLength={120} />
      <Select label={readers.door} name="door" value={String(reader.doorId ?? "")} options={places} />
      <Check name="enabled" label={readers.enabled} hint={readers.enabledHint} checked={reader.enabled} />
    </>
  );
}

function Facts({ reader }: { reader: ReaderRow }) {
  const { readers } = words.value;
  const count = (value: number | null) => (value === null ? "–" : number(value));
  const memory = reader.freeBlocks === 65535 ? readers.noLimit : count(reader.freeBlocks);
  return (
    <dl class="facts">
      <Fact name={readers.id}>
        <code class="code">{reader.id}</code>
      </Fact>
      <Fact name={readers.lastSeen}>
        <Presence reader={reader} />
      </Fact>
      <VersionFacts reader={reader} />
      <Fact name={readers.health}>
        <Health reader={reader} />
      </Fact>
      <Fact name={readers.firmware}>{reader.firmware ?? "–"}</Fact>
      <Fact name={readers.uptime}>{reader.uptimeS === null ? "–" : lengthOf(reader.uptimeS)}</Fact>
      <Fact name={readers.waiting}>{count(reader.eventsWaiting)}</Fact>
      <Fact name={readers.journalProven}>
        {reader.journalProven ? readers.journalProvenThrough(reader.journalProven.sequence) : "–"}
      </Fact>
      <Fact name={readers.recoveries}>{count(reader.frontEndRecoveries)}</Fact>
      <Fact name={readers.memory}>{memory}</Fact>
      <Dropped dropped={reader.dropped} />
    </dl>
  );
}

function Dropped({ dropped }: { dropped: Record<string, number> }) {
  const { readers } = words.value;
  const names: Record<string, string> = readers.fault;
  const causes = Object.entries(dropped).filter(([, count]) => count > 0);
  return (
    <Fact name={readers.dropped} hint={readers.droppedHelp}>
      {causes.length === 0 ? number(0) : causes.map(([cause, count]) => `${number(count)} ${names[cause] ?? cause}`).join(", ")}
    </Fact>
  );
}
