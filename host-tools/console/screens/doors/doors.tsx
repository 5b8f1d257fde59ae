import { useSignal } from "@preact/signals";
import type { DoorRow } from "../../../api/directory";
import { api } from "../../client/api";
import { directoryVersion } from "../../client/live";
import { mayDo } from "../../client/session";
import { words } from "../../i18n/words";
import { route, setFilters } from "../../route";
import { Empty } from "../../ui/empty";
import { onSubmit, textOf, TextField } from "../../ui/form";
import { FormFoot } from "../../ui/form-foot";
import { Icon } from "../../ui/icon";
import { useLoaded, useTask } from "../../ui/load";
import { May } from "../../ui/may";
import { Failure } from "../../ui/notice";
import { Sheet } from "../../ui/sheet";
import { Title } from "../../ui/title";
import { Waiting } from "../../ui/waiting";
import { DoorCard } from "./door-card";
import { DoorSettingsSheet } from "./door-settings";

export function DoorsScreen() {
  const { doors } = words.value;
  const adding = useSignal(false);
  const loaded = useLoaded(api.doors, [directoryVersion.value]);
  const rows = loaded.value.value;
  const settingsOf = rows?.find((door) => String(door.id) === route.value.filters["settings"]);
  return (
    <>
      <Title text={doors.title}>
        <May right="site">
          <button type="button" class="primary" onClick={() => (adding.value = true)}>
            <Icon name="plus" />
            {doors.add}
          </button>
        </May>
      </Title>
      <Waiting of={[loaded]} />
      {rows?.length === 0 && <Empty title={doors.empty}>{doors.emptyHint}</Empty>}
      <ul class="cards">
        {rows?.map((door) => (
          <DoorCard key={door.id} door={door} again={loaded.again} />
        ))}
      </ul>
      {adding.value && <NewDoor close={() => (adding.value = false)} again={loaded.again} />}
      {settingsOf && mayDo("site") && <DoorSettingsSheet door={settingsOf} close={() => setFilters({ settings: "" })} again={loaded.again} />}
    </>
  );
}

function NewDoor({ close, again }: { close: () => void; again: () => void }) {
  const { doors } = words.value;
  const task = useTask();
  const submit = (form: FormData) =>
    task.run(async () => {
      const door: DoorRow = await api.addDoor({ name: textOf(form, "name") });
      again();
      close();
      setFilters({ door: String(door.id) });
    });
  return (
    <Sheet title={doors.add} close={close}>
      <form onSubmit={onSubmit(submit)}>
        <TextField label={doors.name} name="name" required maxLength={120} />
        <Failure failure={task.failure.value} />
        <FormFoot task={task} close={close} />
      </form>
    </Sheet>
  );
}
