import { useSignal } from "@preact/signals";
import type { LevelRow } from "../../../api/directory";
import { api } from "../../client/api";
import { directoryVersion } from "../../client/live";
import { mayDo } from "../../client/session";
import { words } from "../../i18n/words";
import { route, setFilters } from "../../route";
import { Empty } from "../../ui/empty";
import { Icon } from "../../ui/icon";
import { useLoaded } from "../../ui/load";
import { May } from "../../ui/may";
import { Title } from "../../ui/title";
import { Waiting } from "../../ui/waiting";
import type { LevelContext } from "./level-sheet";
import { LevelSheet } from "./level-sheet";
import { scheduleName, scheduleWords } from "../schedules/schedule-words";

async function ask(): Promise<LevelContext & { levels: LevelRow[] }> {
  const [levels, schedules, doors] = await Promise.all([api.levels(), api.schedules(), api.doors()]);
  return { levels, schedules, doors };
}

export function LevelsScreen() {
  const { levels } = words.value;
  const adding = useSignal(false);
  const loaded = useLoaded(ask, [directoryVersion.value]);
  const all = loaded.value.value;
  const open = all?.levels.find((level) => String(level.id) === route.value.filters["level"]);
  return (
    <>
      <Title text={levels.title} lead={levels.lead}>
        <May right="rules">
          <button type="button" class="primary" onClick={() => (adding.value = true)}>
            <Icon name="plus" />
            {levels.add}
          </button>
        </May>
      </Title>
      <Waiting of={[loaded]} />
      {all?.levels.length === 0 && <Empty title={levels.empty}>{levels.emptyHint}</Empty>}
      <ul class="cards">
        {all?.levels.map((level) => (
          <LevelCard key={level.id} level={level} context={all} />
        ))}
      </ul>
      {all && adding.value && <LevelSheet context={all} close={() => (adding.value = false)} again={loaded.again} />}
      {all && open && mayDo("rules") && (
        <LevelSheet key={open.id} level={open} context={all} close={() => setFilters({ level: "" })} again={loaded.again} />
      )}
    </>
  );
}

function LevelCard({ level, context }: { level: LevelRow; context: LevelContext }) {
  const { levels, shell } = words.value;
  const schedule = context.schedules.find((row) => row.id === level.scheduleId);
  const names = context.doors.filter((door) => level.doors.includes(door.id)).map((door) => door.name);
  return (
    <li class="card">
      <h2>{level.name}</h2>
      <dl class="facts">
        <dt>{levels.doors}</dt>
        <dd>{names.length ? names.join(", ") : levels.noDoors}</dd>
        <dt>{levels.people}</dt>
        <dd>{levels.held(level.people)}</dd>
        <dt>{levels.schedule}</dt>
        <dd>
          {schedule && scheduleName(schedule)}
          <ul class="quiet">{schedule && scheduleWords(schedule).map((line) => <li key={line}>{line}</li>)}</ul>
        </dd>
      </dl>
      <May right="rules">
        <div class="card-actions">
          <button type="button" onClick={() => setFilters({ level: String(level.id) })} aria-label={`${shell.edit}: ${level.name}`}>
            {shell.edit}
          </button>
        </div>
      </May>
    </li>
  );
}
