import { words } from "../../i18n/words";
import { route, setFilters } from "../../route";
import { Icon } from "../../ui/icon";
import { useTask } from "../../ui/load";
import { Failure } from "../../ui/notice";
import { Title } from "../../ui/title";
import { Refusals } from "./refusals";
import { saveRefusals, saveUnused } from "./save-reports";
import { Unused } from "./unused";

type View = "refusals" | "unused";

/** What whoever answers for a site asks once in a while, each as a file too. */
export function ReportsScreen() {
  const { reports } = words.value;
  const shown: View = route.value.filters["view"] === "unused" ? "unused" : "refusals";
  const task = useTask();
  const save = shown === "unused" ? saveUnused : saveRefusals;
  return (
    <>
      <Title text={reports.title} lead={reports.lead}>
        <button type="button" disabled={task.busy.value} onClick={() => task.run(() => save(route.value.filters))}>
          <Icon name="download" />
          {reports.download}
        </button>
      </Title>
      <div class="segments" role="group" aria-label={reports.which}>
        {(Object.keys(reports.views) as View[]).map((view) => (
          <button key={view} type="button" aria-pressed={view === shown} onClick={() => setFilters({ view: view === "refusals" ? "" : view })}>
            {reports.views[view]}
          </button>
        ))}
      </div>
      <Failure failure={task.failure.value} />
      {shown === "unused" ? <Unused /> : <Refusals />}
    </>
  );
}
