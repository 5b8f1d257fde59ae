import { directoryVersion } from "../../client/live";
import { api } from "../../client/api";
import { words } from "../../i18n/words";
import { hrefOf } from "../../route";
import { Empty } from "../../ui/empty";
import { useLoaded } from "../../ui/load";
import { May } from "../../ui/may";
import { Title } from "../../ui/title";
import { Waiting } from "../../ui/waiting";
import type { DoorRow } from "../../../api/directory";
import { DoorBadge } from "../doors/door-badge";
import { DeafReceivers } from "./deaf-receivers";
import { EventList } from "./event-list";
import { Figures } from "./figures";
import { FirstSteps } from "./first-steps";

export function NowScreen() {
  const doors = useLoaded(api.doors, [directoryVersion.value]);
  const rows = doors.value.value ?? [];
  const { now } = words.value;
  return (
    <>
      <Title text={now.title} />
      <Waiting of={[doors]} />
      <May right="site">
        <DeafReceivers />
        <FirstSteps />
      </May>
      <Figures doors={rows} />
      <section aria-labelledby="now-doors">
        <h2 id="now-doors">{now.doors}</h2>
        {doors.value.value?.length === 0 ? <Empty title={now.noDoors} /> : <DoorStrip doors={rows} />}
      </section>
      <EventList doors={rows} />
    </>
  );
}

function DoorStrip({ doors }: { doors: DoorRow[] }) {
  const { mode } = words.value.events;
  return (
    <ul class="tiles">
      {doors.map((door) => (
        <li key={door.id}>
          <a class="tile" href={hrefOf("doors", { door: String(door.id) })}>
            <span class="tile-name">{door.name}</span>
            <DoorBadge door={door} />
            {door.mode !== "normal" && <span class="quiet">{mode[door.mode]}</span>}
          </a>
        </li>
      ))}
    </ul>
  );
}
