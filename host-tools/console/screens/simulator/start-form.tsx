import { useSignal } from "@preact/signals";
import { api } from "../../client/api";
import { setUp } from "../../client/bench";
import { directoryVersion } from "../../client/live";
import { words } from "../../i18n/words";
import { onSubmit, Select, textOf, TextField } from "../../ui/form";
import { Icon } from "../../ui/icon";
import { useLoaded, useTask } from "../../ui/load";
import { Failure } from "../../ui/notice";
import { Waiting } from "../../ui/waiting";

const newDoor = "new";

export function StartForm() {
  const { simulator } = words.value;
  const loaded = useLoaded(api.doors, [directoryVersion.value]);
  const picked = useSignal<string | undefined>(undefined);
  const task = useTask();
  const doors = loaded.value.value;
  const choice = picked.value ?? String(doors?.[0]?.id ?? newDoor);
  const submit = (form: FormData) =>
    task.run(async () => {
      const door = doors?.find((row) => String(row.id) === choice) ?? { name: textOf(form, "name") };
      await setUp(words.value.simulator.readerName(door.name), door);
    });
  if (!doors) return <Waiting of={[loaded]} />;
  const options = [
    ...doors.map((door) => ({ value: String(door.id), text: door.name })),
    { value: newDoor, text: simulator.newDoor },
  ];
  return (
    <form class="card start" onSubmit={onSubmit(submit)}>
      <Select
        label={simulator.startAt}
        hint={simulator.startHint}
        value={choice}
        options={options}
        onPick={(value) => (picked.value = value)}
      />
      {choice === newDoor && <TextField label={simulator.newDoorName} name="name" required maxLength={120} />}
      <Failure failure={task.failure.value ?? loaded.failure.value} />
      <button type="submit" class="primary" disabled={task.busy.value}>
        <Icon name="power" />
        {task.busy.value ? simulator.starting : simulator.start}
      </button>
    </form>
  );
}
