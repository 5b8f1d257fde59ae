import { useSignal } from "@preact/signals";
import type { ReaderIdentity, ReaderRow } from "../../../api/readers";
import { isOutdated } from "../../../api/readers";
import { api } from "../../client/api";
import { caughtUp, directoryVersion, isOnline, readerRows } from "../../client/live";
import { words } from "../../i18n/words";
import { route, setFilters } from "../../route";
import { Empty } from "../../ui/empty";
import { Icon } from "../../ui/icon";
import { useLoaded } from "../../ui/load";
import { May } from "../../ui/may";
import { Notice } from "../../ui/notice";
import { Title } from "../../ui/title";
import { Waiting } from "../../ui/waiting";
import { IdentitySheet } from "./identity";
import { NewReaderSheet } from "./new-reader";
import { ReaderSheet } from "./reader-sheet";
import { ReaderTable } from "./reader-table";

export interface MadeReader {
  name: string;
  identity: ReaderIdentity;
}

export function ReadersScreen() {
  const { readers } = words.value;
  const adding = useSignal(false);
  const made = useSignal<MadeReader | undefined>(undefined);
  const doors = useLoaded(api.doors, [directoryVersion.value]);
  const answer = useLoaded(api.readers, [directoryVersion.value]);
  const open = readerRows.value.find((reader) => reader.id === route.value.filters["reader"]);
  const doorName = (id: number | null) => doors.value.value?.find((door) => door.id === id)?.name ?? "";
  const take = (reader: MadeReader) => {
    adding.value = false;
    made.value = reader;
  };
  return (
    <>
      <Title text={readers.title} lead={readers.lead}>
        <May right="enrol">
          <button type="button" class="primary" onClick={() => (adding.value = true)}>
            <Icon name="plus" />
            {readers.add}
          </button>
        </May>
      </Title>
      <Waiting of={[answer, doors]} />
      <Strangers dropped={answer.value.value?.dropped ?? {}} />
      <Chips />
      <Shown doorName={doorName} />
      {adding.value && <NewReaderSheet doors={doors.value.value ?? []} made={take} close={() => (adding.value = false)} />}
      {made.value && <IdentitySheet reader={made.value} close={() => (made.value = undefined)} />}
      {open && (
        <ReaderSheet key={open.id} reader={open} doors={doors.value.value ?? []} close={() => setFilters({ reader: "" })} />
      )}
    </>
  );
}

const filters = {
  "": () => true,
  online: isOnline,
  offline: (reader: ReaderRow) => !isOnline(reader),
  outdated: isOutdated,
};
type FilterName = keyof typeof filters;

function filterName(): FilterName {
  const { show = "" } = route.value.filters;
  return show in filters ? (show as FilterName) : "";
}

function Chips() {
  const { readers } = words.value;
  const texts = { "": readers.all, online: readers.online, offline: readers.offline, outdated: readers.outdated };
  return (
    <div class="segments" role="group" aria-label={readers.filter}>
      {(Object.keys(texts) as FilterName[]).map((name) => (
        <button key={name} type="button" aria-pressed={filterName() === name} onClick={() => setFilters({ show: name })}>
          {texts[name]} <small>{readerRows.value.filter(filters[name]).length}</small>
        </button>
      ))}
    </div>
  );
}

function Shown({ doorName }: { doorName: (id: number | null) => string }) {
  const { readers } = words.value;
  const rows = readerRows.value.filter(filters[filterName()]);
  if (rows.length > 0) return <ReaderTable rows={rows} doorName={doorName} />;
  return caughtUp.value ? <Empty title={readers.empty}>{readers.emptyHint}</Empty> : null;
}

function Strangers({ dropped }: { dropped: Record<string, number> }) {
  const count = Object.values(dropped).reduce((sum, value) => sum + value, 0);
  return count > 0 ? <Notice tone="warn" title={words.value.readers.strangers(count)} /> : null;
}
