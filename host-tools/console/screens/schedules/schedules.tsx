import { useSignal } from "@preact/signals";
import type { ScheduleRow } from "../../../api/directory";
import { api } from "../../client/api";
import { directoryVersion } from "../../client/live";
import { mayDo } from "../../client/session";
import { siteTimeZone } from "../../i18n/format";
import { words } from "../../i18n/words";
import { route, setFilters } from "../../route";
import { Icon } from "../../ui/icon";
import { useLoaded } from "../../ui/load";
import { May } from "../../ui/may";
import { Title } from "../../ui/title";
import { Waiting } from "../../ui/waiting";
import { HolidayList } from "./holiday-list";
import { scheduleName, scheduleWords } from "./schedule-words";
import { ScheduleSheet } from "./schedule-sheet";

export function SchedulesScreen() {
  const { schedules } = words.value;
  const adding = useSignal(false);
  const loaded = useLoaded(api.schedules, [directoryVersion.value]);
  const all = loaded.value.value;
  const open = all?.find((one) => !one.fixed && String(one.id) === route.value.filters["schedule"]);
  return (
    <>
      <Title text={schedules.title} lead={schedules.lead(siteTimeZone.value ?? "")}>
        <May right="rules">
          <button type="button" class="primary" onClick={() => (adding.value = true)}>
            <Icon name="plus" />
            {schedules.add}
          </button>
        </May>
      </Title>
      <Waiting of={[loaded]} />
      <ul class="cards">{all?.map((one) => <ScheduleCard key={one.id} schedule={one} />)}</ul>
      <HolidayList />
      {adding.value && <ScheduleSheet close={() => (adding.value = false)} again={loaded.again} />}
      {open && mayDo("rules") && (
        <ScheduleSheet key={open.id} schedule={open} close={() => setFilters({ schedule: "" })} again={loaded.again} />
      )}
    </>
  );
}

function ScheduleCard({ schedule }: { schedule: ScheduleRow }) {
  const { schedules, shell } = words.value;
  const edit = () => setFilters({ schedule: String(schedule.id) });
  const lines = scheduleWords(schedule);
  return (
    <li class="card">
      <h2>{scheduleName(schedule)}</h2>
      {schedule.fixed && <p class="quiet">{schedules.fixed}</p>}
      {!schedule.fixed && lines.length === 0 && <p class="quiet">{schedules.never}</p>}
      <ul>{lines.map((line) => <li key={line}>{line}</li>)}</ul>
      {!schedule.fixed && mayDo("rules") && (
        <div class="card-actions">
          <button type="button" onClick={edit} aria-label={`${shell.edit}: ${schedule.name}`}>
            {shell.edit}
          </button>
        </div>
      )}
    </li>
  );
}
