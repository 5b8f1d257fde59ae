import type { DoorRow } from "../../../api/directory";
import { api } from "../../client/api";
import { words } from "../../i18n/words";
import { onSubmit, Select, textOf, TextField } from "../../ui/form";
import { FormFoot } from "../../ui/form-foot";
import { useTask } from "../../ui/load";
import { Failure } from "../../ui/notice";
import { Sheet } from "../../ui/sheet";
import type { MadeReader } from "./readers";

interface NewReaderProps {
  doors: DoorRow[];
  made: (reader: MadeReader) => void;
  close: () => void;
}

export function NewReaderSheet({ doors, made, close }: NewReaderProps) {
  const { readers } = words.value;
  const task = useTask();
  const submit = (form: FormData) =>
    task.run(async () => {
      const name = textOf(form, "name");
      const identity = await api.addReader({ name, doorId: Number(textOf(form, "door")) || null });
      made({ name, identity });
    });
  const places = [{ value: "", text: readers.noDoor }, ...doors.map((door) => ({ value: String(door.id), text: door.name }))];
  return (
    <Sheet title={readers.add} close={close}>
      <form onSubmit={onSubmit(submit)}>
        <TextField label={readers.name} name="name" required maxLength={120} />
        <Select label={readers.door} name="door" options={places} />
        <Failure failure={task.failure.value} />
        <FormFoot task={task} close={close} verb={readers.add} />
      </form>
    </Sheet>
  );
}
