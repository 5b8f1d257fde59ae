import { useSignal } from "@preact/signals";
import type { PeoplePage } from "../../client/api";
import { api } from "../../client/api";
import { directoryVersion } from "../../client/live";
import { words } from "../../i18n/words";
import { hrefOf, route, setFilters } from "../../route";
import { Empty } from "../../ui/empty";
import { Icon } from "../../ui/icon";
import { useLoaded } from "../../ui/load";
import { May } from "../../ui/may";
import { Pager } from "../../ui/pager";
import { SearchBox } from "../../ui/search-box";
import { Title } from "../../ui/title";
import { Waiting } from "../../ui/waiting";
import { NewPersonSheet } from "./new-person";
import { PeopleTable } from "./people-table";
import { PersonSheet } from "./person-sheet";

const pageSize = 50;

export function PeopleScreen() {
  const { people } = words.value;
  const { search = "", offset = "0", person } = route.value.filters;
  const adding = useSignal(false);
  const from = Math.max(0, Number(offset) || 0);
  const page = useLoaded(() => api.people({ search, offset: from, limit: pageSize }), [search, from, directoryVersion.value]);
  const levels = useLoaded(api.levels, [directoryVersion.value]);
  return (
    <>
      <Title text={people.title}>
        <May right="people">
          <a class="button" href={hrefOf("import")}>
            <Icon name="import" />
            {words.value.importing.title}
          </a>
          <button type="button" class="primary" onClick={() => (adding.value = true)}>
            <Icon name="plus" />
            {people.add}
          </button>
        </May>
      </Title>
      <SearchBox label={people.search} value={search} change={(text) => setFilters({ search: text, offset: "" }, true)} />
      <Waiting of={[page, levels]} />
      <Results page={page.value.value} search={search} from={from} levels={levels.value.value ?? []} />
      {adding.value && <NewPersonSheet levels={levels.value.value ?? []} close={() => (adding.value = false)} />}
      {person && (
        <PersonSheet
          key={person}
          id={Number(person)}
          levels={levels.value.value ?? []}
          close={() => setFilters({ person: "" })}
        />
      )}
    </>
  );
}

interface ResultsProps {
  page: PeoplePage | undefined;
  search: string;
  from: number;
  levels: { id: number; name: string }[];
}

function Results({ page, search, from, levels }: ResultsProps) {
  const { people } = words.value;
  if (!page) return null;
  if (page.total === 0) {
    return search ? (
      <Empty title={people.noMatch(search)}>{people.noMatchHint}</Empty>
    ) : (
      <Empty title={people.empty}>{people.emptyHint}</Empty>
    );
  }
  return (
    <>
      <PeopleTable rows={page.rows} levels={levels} />
      <Pager offset={from} size={pageSize} total={page.total} go={(to) => setFilters({ offset: to ? String(to) : "" })} />
    </>
  );
}
