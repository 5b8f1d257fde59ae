import type { DoorRow } from "../../../api/directory";
import { api } from "../../client/api";
import { directoryVersion } from "../../client/live";
import { words } from "../../i18n/words";
import { hrefOf, route, setFilters } from "../../route";
import { Empty } from "../../ui/empty";
import { Icon } from "../../ui/icon";
import type { Loaded } from "../../ui/load";
import { useLoaded, useTask } from "../../ui/load";
import { Failure } from "../../ui/notice";
import { Title } from "../../ui/title";
import { Waiting } from "../../ui/waiting";
import { EventFilters } from "../now/event-filters";
import { EventLine } from "../now/event-line";
import { Days } from "./days-fields";
import { saveCsv } from "./save-csv";
import { eventsWish, isWish } from "./wish";

const pageSize = 100;

/** Everything that ever arrived, by door, kind, day and person; the newest first. */
export function EventsScreen() {
  const { eventSearch } = words.value;
  const { filters } = route.value;
  const doors = useLoaded(api.doorsEver, [directoryVersion.value]);
  return (
    <>
      <Title text={eventSearch.title} lead={eventSearch.lead}>
        <Download />
      </Title>
      <div class="section-head">
        <EventFilters doors={doors.value.value ?? ([] as DoorRow[])} />
        <Days />
      </div>
      {filters["person"] && <OfPerson id={Number(filters["person"])} />}
      <Results key={JSON.stringify(filters)} doors={doors} />
    </>
  );
}

function OfPerson({ id }: { id: number }) {
  const { eventSearch } = words.value;
  const person = useLoaded(() => api.person(id), [id]);
  return (
    <p class="state-line">
      <a href={hrefOf("people", { person: String(id) })}>{person.value.value?.name ?? id}</a>
      <button type="button" onClick={() => setFilters({ person: "" })}>
        {eventSearch.everybody}
      </button>
    </p>
  );
}

function Results({ doors }: { doors: Loaded<DoorRow[]> }) {
  const { eventSearch } = words.value;
  const task = useTask();
  const found = useLoaded(() => api.events({ ...eventsWish(route.value.filters), limit: pageSize }), []);
  const rows = found.value.value;
  const older = () =>
    task.run(async () => {
      const more = await api.events({ ...eventsWish(route.value.filters), before: rows?.at(-1)?.id, limit: pageSize });
      found.value.value = [...(rows ?? []), ...more];
    });
  if (!rows) return <Waiting of={[found, doors]} />;
  if (rows.length === 0) return <Empty title={isWish(route.value.filters) ? eventSearch.noMatch : eventSearch.none} />;
  return (
    <>
      <Waiting of={[found, doors]} />
      <ol class="events" aria-label={eventSearch.title}>
        {rows.map((row) => (
          <EventLine key={row.id} event={row} />
        ))}
      </ol>
      <Failure failure={task.failure.value} />
      {rows.length % pageSize === 0 && (
        <button type="button" disabled={task.busy.value} onClick={older}>
          {eventSearch.older}
        </button>
      )}
    </>
  );
}

function Download() {
  const { eventSearch } = words.value;
  const task = useTask();
  return (
    <>
      <button type="button" disabled={task.busy.value} onClick={() => task.run(() => saveCsv(eventsWish(route.value.filters)))}>
        <Icon name="download" />
        {eventSearch.download}
      </button>
      <Failure failure={task.failure.value} />
    </>
  );
}
