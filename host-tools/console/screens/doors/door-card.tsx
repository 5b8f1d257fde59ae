import type { DoorRow } from "../../../api/directory";
import type { DoorCommand } from "../../client/api";
import { api } from "../../client/api";
import { readerRows, readers } from "../../client/live";
import { words } from "../../i18n/words";
import { hrefOf, route } from "../../route";
import { Icon } from "../../ui/icon";
import type { Task } from "../../ui/load";
import { useTask } from "../../ui/load";
import { May } from "../../ui/may";
import { Failure, say } from "../../ui/notice";
import { Age, Status } from "../../ui/status";
import { DoorBadge } from "./door-badge";
import { doorStateOf } from "./door-state";
import { ModeForm } from "./mode-form";
import { WithoutPin } from "./without-pin";

export function DoorCard({ door, again }: { door: DoorRow; again: () => void }) {
  const { doors, events } = words.value;
  const task = useTask();
  const chosen = route.value.filters["door"] === String(door.id);
  return (
    <li class={chosen ? "card card-chosen" : "card"} id={`door-${door.id}`}>
      <div class="card-head">
        <h2>{door.name}</h2>
        <span class="quiet">{doors.number(door.number)}</span>
      </div>
      <p class="state-line">
        <DoorBadge door={door} />
        <span>{events.mode[door.mode]}</span>
      </p>
      {door.asksPin && <WithoutPin door={door.id} />}
      <DoorReaders door={door} />
      <Failure failure={task.failure.value} />
      <div class="card-actions">
        <May right="doorCommands">
          <UnlockButton door={door} task={task} />
        </May>
        <May right="site">
          <a class="button" href={hrefOf("doors", { settings: String(door.id) })}>
            {doors.settings}
          </a>
        </May>
        <a class="button" href={hrefOf("events", { door: String(door.id) })}>
          {words.value.now.events}
        </a>
      </div>
      <May right="doorCommands">
        <ModeForm door={door} task={task} again={again} />
      </May>
    </li>
  );
}

function UnlockButton({ door, task }: { door: DoorRow; task: Task }) {
  const { doors } = words.value;
  const unheard = doorStateOf(door, readers.value) === "none";
  const command: DoorCommand = { action: "unlock", ms: door.unlockMs };
  const unlock = () =>
    task.run(async () => {
      const answer = await api.command(door.id, command);
      if (answer.sent > 0) say("ok", words.value.doors.unlockSent(door.name, door.unlockMs / 1000));
      else say("warn", words.value.doors.unlockNobody(door.name));
    });
  return (
    <button
      type="button"
      class="primary"
      disabled={task.busy.value || unheard}
      onClick={unlock}
      aria-label={doors.unlockLabel(door.name)}
    >
      <Icon name="unlocked" />
      {doors.unlock}
    </button>
  );
}

function DoorReaders({ door }: { door: DoorRow }) {
  const { doors } = words.value;
  const own = readerRows.value.filter((reader) => reader.doorId === door.id);
  return (
    <ul class="plain-list quiet">
      {own.map((reader) => (
        <li key={reader.id}>
          {doors.readers(reader.name)}, <Age at={reader.lastSeen} />
          {reader.doorState?.tamper && <Status tone="bad">{doors.tamper}</Status>}
          {reader.doorState?.lockFails && <Status tone="bad">{doors.lockFails}</Status>}
        </li>
      ))}
    </ul>
  );
}
