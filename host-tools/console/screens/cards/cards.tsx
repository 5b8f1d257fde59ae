import type { CardsPage } from "../../../api/cards";
import { api } from "../../client/api";
import { directoryVersion } from "../../client/live";
import { words } from "../../i18n/words";
import { route, setFilters } from "../../route";
import { Empty } from "../../ui/empty";
import { useLoaded } from "../../ui/load";
import { Notice } from "../../ui/notice";
import { Pager } from "../../ui/pager";
import { SearchBox } from "../../ui/search-box";
import { Title } from "../../ui/title";
import { Waiting } from "../../ui/waiting";
import { CardFilters } from "./card-filters";
import { CardTable } from "./card-table";

const pageSize = 50;

export function CardsScreen() {
  const { cards } = words.value;
  const { search = "", kind = "", state = "", below = "", withoutPin = "", offset = "0" } = route.value.filters;
  const from = Math.max(0, Number(offset) || 0);
  const query = { search, technology: kind, state, below, withoutPin, offset: from, limit: pageSize };
  const page = useLoaded(() => api.cards(query), [search, kind, state, below, withoutPin, from, directoryVersion.value]);
  const doors = useLoaded(api.doors, [directoryVersion.value]);
  const doorOf = (id: string) => doors.value.value?.find((row) => String(row.id) === id);
  const [door, pinDoor] = [doorOf(below), doorOf(withoutPin)];
  return (
    <>
      <Title text={cards.title} lead={cards.lead} />
      <SearchBox label={cards.search} value={search} change={(text) => setFilters({ search: text, offset: "" }, true)} />
      <CardFilters doors={doors.value.value ?? []} />
      {door && (
        <Notice tone="info" title={cards.weakFor(door.name)}>
          <p>{cards.weakHint}</p>
        </Notice>
      )}
      {pinDoor && (
        <Notice tone="info" title={cards.withoutPinFor(pinDoor.name)}>
          <p>{cards.withoutPinHint}</p>
        </Notice>
      )}
      <Waiting of={[page, doors]} />
      <Results page={page.value.value} from={from} filtered={[search, kind, state, below, withoutPin].some((text) => text !== "")} again={page.again} />
    </>
  );
}

interface ResultsProps {
  page: CardsPage | undefined;
  from: number;
  filtered: boolean;
  again: () => void;
}

function Results({ page, from, filtered, again }: ResultsProps) {
  const { cards } = words.value;
  if (!page) return null;
  if (page.total === 0) {
    return filtered ? <Empty title={cards.noMatch}>{cards.noMatchHint}</Empty> : <Empty title={cards.empty}>{cards.emptyHint}</Empty>;
  }
  return (
    <>
      <CardTable rows={page.rows} again={again} />
      <Pager offset={from} size={pageSize} total={page.total} go={(to) => setFilters({ offset: to ? String(to) : "" })} />
    </>
  );
}
