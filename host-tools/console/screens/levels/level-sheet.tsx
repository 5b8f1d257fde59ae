import type { DoorRow, LevelRow, ScheduleRow } from "../../../api/directory";
import type { NewLevel } from "../../client/api";
import { api } from "../../client/api";
import { words } from "../../i18n/words";
import { Check, onSubmit, Select, textOf, TextField } from "../../ui/form";
import { FormFoot } from "../../ui/form-foot";
import { useTask } from "../../ui/load";
import { Failure, say } from "../../ui/notice";
import { Sheet } from "../../ui/sheet";
import { scheduleName } from "../schedules/schedule-words";

export interface LevelContext {
  schedules: ScheduleRow[];
  doors: DoorRow[];
}

interface LevelSheetProps {
  level?: LevelRow;
  context: LevelContext;
  close: () => void;
  again: () => void;
}

export function LevelSheet({ level, context, close, again }: LevelSheetProps) {
  const { levels } = words.value;
  const task = useTask();
  const finish = () => {
    again();
    close();
  };
  const submit = (form: FormData) =>
    task.run(async () => {
      const saved = level ? await api.changeLevel(level.id, levelOf(form)) : await api.addLevel(levelOf(form));
      say("ok", words.value.levels.saved(saved.name));
      finish();
    });
  const remove = () => {
    if (level && confirm(levels.removeAsk(level.name, level.people))) task.run(() => api.removeLevel(level.id).then(finish));
  };
  return (
    <Sheet title={level?.name ?? levels.add} close={close}>
      <form onSubmit={onSubmit(submit)}>
        <Fields level={level} context={context} />
        <Failure failure={task.failure.value} />
        <FormFoot task={task} close={close}>
          {level && (
            <button type="button" class="danger" disabled={task.busy.value} onClick={remove}>
              {levels.remove}
            </button>
          )}
        </FormFoot>
      </form>
    </Sheet>
  );
}

function Fields({ level, context }: { level: LevelRow | undefined; context: LevelContext }) {
  const { levels } = words.value;
  const schedules = context.schedules.map((row) => ({ value: String(row.id), text: scheduleName(row) }));
  return (
    <>
      <TextField label={levels.name} name="name" value={level?.name} required maxLength={120} />
      <Select label={levels.schedule} name="schedule" value={level && String(level.scheduleId)} options={schedules} />
      <fieldset>
        <legend>{levels.doors}</legend>
        {context.doors.length === 0 && <p class="hint">{levels.doorsEmpty}</p>}
        {context.doors.map((door) => (
          <Check
            key={door.id}
            name="door"
            value={String(door.id)}
            label={door.name}
            checked={level?.doors.includes(door.id) ?? false}
          />
        ))}
      </fieldset>
    </>
  );
}

function levelOf(form: FormData): NewLevel {
  return { name: textOf(form, "name"), scheduleId: Number(textOf(form, "schedule")), doors: form.getAll("door").map(Number) };
}
