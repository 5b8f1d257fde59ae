import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { parseTrace } from "../../../trace/trace-file";
import { api } from "../../client/api";
import { directoryVersion } from "../../client/live";
import { mayDo } from "../../client/session";
import { words } from "../../i18n/words";
import { route, setFilters } from "../../route";
import { Icon } from "../../ui/icon";
import { useLoaded, useTask } from "../../ui/load";
import { May } from "../../ui/may";
import { Failure, Notice } from "../../ui/notice";
import { Title } from "../../ui/title";
import { Waiting } from "../../ui/waiting";
import { inWords, openedFile, readFile } from "./opened";
import { RecordSheet } from "./record-sheet";
import { TraceList } from "./trace-list";
import { TraceView } from "./trace-view";

export function TracesScreen() {
  const id = Number(route.value.filters["trace"]);
  if (id > 0 && mayDo("traces")) return <StoredTrace key={id} id={id} />;
  if (openedFile.value) return <TraceView opened={openedFile.value} close={() => (openedFile.value = undefined)} />;
  return <AllTraces />;
}

function StoredTrace({ id }: { id: number }) {
  const { traces } = words.value;
  const answer = useLoaded(async () => {
    const { text, readerName, lost } = await api.trace(id);
    const trace = text === null ? undefined : inWords(() => parseTrace(text));
    return { trace, lost, name: `${readerName} ${id}` };
  }, [id]);
  const close = () => setFilters({ trace: "" });
  const value = answer.value.value;
  return (
    <>
      <Waiting of={[answer]} />
      {value?.trace && value.lost > 0 && <Notice tone="warn" title={traces.lost(value.lost)} />}
      {value?.trace && <TraceView opened={{ name: value.name, trace: value.trace }} close={close} />}
      {value && !value.trace && <Notice tone="info" title={traces.states.waiting} />}
    </>
  );
}

function AllTraces() {
  const { traces } = words.value;
  const asking = useSignal(false);
  const rows = useLoaded(api.traces, [directoryVersion.value]);
  const file = useTask();
  const take = (chosen: File | undefined) =>
    chosen &&
    file.run(async () => {
      openedFile.value = await readFile(chosen);
    });
  return (
    <>
      <Title text={traces.title} lead={traces.lead}>
        <May right="traces">
          <button type="button" class="primary" onClick={() => (asking.value = true)}>
            <Icon name="traces" />
            {traces.record}
          </button>
        </May>
        <FileButton take={take} />
      </Title>
      <Failure failure={file.failure.value} />
      <Waiting of={[rows]} />
      {rows.value.value && <TraceList rows={rows.value.value} changed={rows.again} />}
      {asking.value && <RecordSheet close={() => (asking.value = false)} asked={rows.again} />}
    </>
  );
}

function FileButton({ take }: { take: (file: File | undefined) => void }) {
  const id = useId();
  const { traces } = words.value;
  const accept = ".jsonl,.pcapng,.trace,.list,.txt,.log";
  const pick = (event: Event & { currentTarget: HTMLInputElement }) => {
    take(event.currentTarget.files?.[0]);
    event.currentTarget.value = "";
  };
  return (
    <>
      <input id={id} class="unseen" type="file" accept={accept} onChange={pick} aria-describedby={`${id}-hint`} />
      <label for={id} class="button" title={traces.openHint}>
        <Icon name="import" />
        {traces.openFile}
      </label>
      <span id={`${id}-hint`} class="unseen">
        {traces.openHint}
      </span>
    </>
  );
}
