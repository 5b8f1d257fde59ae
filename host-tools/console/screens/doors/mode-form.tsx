import type { DoorRow } from "../../../api/directory";
import type { ModeName } from "../../../api/names";
import { modeNames } from "../../../api/names";
import { api } from "../../client/api";
import { words } from "../../i18n/words";
import { onSubmit, Select, textOf } from "../../ui/form";
import type { Task } from "../../ui/load";
import { say } from "../../ui/notice";

/* Lengths offered, in seconds; 0 is "until changed". */
const lengths = [0, 900, 3600, 14_400, 28_800];

export function ModeForm({ door, task, again }: { door: DoorRow; task: Task; again: () => void }) {
  const { doors, events } = words.value;
  const submit = (form: FormData) =>
    task.run(async () => {
      const mode = modeNames.find((name) => name === textOf(form, "mode")) ?? "normal";
      await setMode(door, mode, Number(textOf(form, "seconds")));
      say("ok", words.value.doors.modeSent(door.name, words.value.events.mode[mode]));
      again();
    });
  const modes = modeNames.map((value) => ({ value, text: events.mode[value] }));
  return (
    <form class="mode-form" onSubmit={onSubmit(submit)}>
      <Select label={doors.mode} name="mode" value={door.mode} options={modes} />
      <Select
        label={doors.until}
        name="seconds"
        options={lengths.map((value) => ({ value: String(value), text: lengthWords(value) }))}
      />
      <button type="submit" disabled={task.busy.value}>
        {doors.setMode}
      </button>
    </form>
  );
}

/** For good it is the door's own setting, which every reader of it keeps; for a time it is a command. */
async function setMode(door: DoorRow, mode: ModeName, seconds: number): Promise<void> {
  if (seconds === 0) await api.changeDoor(door.id, { mode });
  else await api.command(door.id, { action: "mode", mode, seconds });
}

function lengthWords(seconds: number): string {
  const { doors } = words.value;
  if (seconds === 0) return doors.forGood;
  return seconds < 3600 ? doors.minutes(seconds / 60) : doors.hours(seconds / 3600);
}
