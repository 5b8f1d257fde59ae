import { api } from "../../client/api";
import { isOnline, readerRows } from "../../client/live";
import { words } from "../../i18n/words";
import { onSubmit, Select, textOf, TextField } from "../../ui/form";
import { FormFoot } from "../../ui/form-foot";
import { useTask } from "../../ui/load";
import { Failure, Notice, say } from "../../ui/notice";
import { Sheet } from "../../ui/sheet";

/** Asks a reader to keep its next taps. */
export function RecordSheet({ close, asked }: { close: () => void; asked: () => void }) {
  const { traces, readers } = words.value;
  const task = useTask();
  const places = readerRows.value.map((reader) => ({
    value: reader.id,
    text: isOnline(reader) ? reader.name : `${reader.name} (${readers.offline})`,
  }));
  const submit = (form: FormData) =>
    task.run(async () => {
      const reader = textOf(form, "reader");
      await api.askForTrace(reader, { taps: Number(textOf(form, "taps")), seconds: Number(textOf(form, "seconds")) });
      say("info", traces.asked(readerRows.value.find(({ id }) => id === reader)?.name ?? ""));
      asked();
      close();
    });
  return (
    <Sheet title={traces.record} close={close}>
      {places.length === 0 && <Notice tone="warn" title={traces.noReaders} />}
      <form onSubmit={onSubmit(submit)}>
        <Select label={traces.reader} name="reader" options={places} />
        <TextField label={traces.taps} hint={traces.tapsHint} name="taps" type="number" min={1} max={20} value={1} required />
        <TextField label={traces.seconds} name="seconds" type="number" min={5} max={600} value={60} required />
        <p class="hint">{traces.warning}</p>
        <Failure failure={task.failure.value} />
        <FormFoot task={task} close={close} verb={traces.start} blocked={places.length === 0} />
      </form>
    </Sheet>
  );
}
