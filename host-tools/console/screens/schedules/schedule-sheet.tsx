import type { Signal } from "@preact/signals";
import { useSignal } from "@preact/signals";
import type { ScheduleRow } from "../../../api/directory";
import { api } from "../../client/api";
import { words } from "../../i18n/words";
import { onSubmit, textOf, TextField } from "../../ui/form";
import { FormFoot } from "../../ui/form-foot";
import type { Task } from "../../ui/load";
import { useTask } from "../../ui/load";
import { Failure, Notice, say } from "../../ui/notice";
import { Sheet } from "../../ui/sheet";
import type { Hours, HoursProblem } from "./hours";
import { hoursOf, officeHours, problemOf, windowOf } from "./hours";
import { HoursFields } from "./hours-fields";

interface ScheduleSheetProps {
  schedule?: ScheduleRow;
  close: () => void;
  again: () => void;
}

const hoursMax = 16;

export function ScheduleSheet({ schedule, close, again }: ScheduleSheetProps) {
  const { schedules } = words.value;
  const task = useTask();
  const all = useSignal<Hours[]>(schedule ? schedule.windows.map(hoursOf) : [officeHours]);
  const problem = useSignal<HoursProblem | undefined>(undefined);
  const finish = () => {
    again();
    close();
  };
  const submit = (form: FormData) => {
    problem.value = all.value.map(problemOf).find(Boolean);
    if (!problem.value) task.run(() => save(schedule, textOf(form, "name"), all.value).then(finish));
  };
  return (
    <Sheet title={schedule?.name ?? schedules.add} close={close}>
      <form onSubmit={onSubmit(submit)}>
        <TextField label={schedules.name} name="name" value={schedule?.name} required maxLength={120} />
        <HoursList all={all} />
        {problem.value && <Notice tone="bad" title={schedules.problems[problem.value]} />}
        <Failure failure={task.failure.value} />
        <Foot schedule={schedule} task={task} close={close} finish={finish} />
      </form>
    </Sheet>
  );
}

async function save(schedule: ScheduleRow | undefined, name: string, all: Hours[]): Promise<void> {
  const wish = { name, windows: all.map(windowOf) };
  const saved = schedule ? await api.changeSchedule(schedule.id, wish) : await api.addSchedule(wish);
  say("ok", words.value.schedules.saved(saved.name));
}

function HoursList({ all }: { all: Signal<Hours[]> }) {
  const { schedules } = words.value;
  const put = (at: number, ...hours: Hours[]) => (all.value = [...all.value.slice(0, at), ...hours, ...all.value.slice(at + 1)]);
  return (
    <>
      {all.value.length === 0 && <p class="hint">{schedules.never}</p>}
      {all.value.map((hours, at) => (
        <HoursFields key={at} number={at + 1} hours={hours} change={(changed) => put(at, changed)} remove={() => put(at)} />
      ))}
      <div>
        <button type="button" disabled={all.value.length >= hoursMax} onClick={() => (all.value = [...all.value, officeHours])}>
          {schedules.addHours}
        </button>
      </div>
    </>
  );
}

interface FootProps {
  schedule: ScheduleRow | undefined;
  task: Task;
  close: () => void;
  finish: () => void;
}

function Foot({ schedule, task, close, finish }: FootProps) {
  const { schedules } = words.value;
  const remove = () => {
    if (schedule && confirm(schedules.removeAsk(schedule.name))) task.run(() => api.removeSchedule(schedule.id).then(finish));
  };
  return (
    <FormFoot task={task} close={close}>
      {schedule && (
        <button type="button" class="danger" disabled={task.busy.value} onClick={remove}>
          {schedules.remove}
        </button>
      )}
    </FormFoot>
  );
}
