import type { Signal } from "@preact/signals";
import { useSignal } from "@preact/signals";
import type { ImportReport } from "../../../api/import-report";
import { api } from "../../client/api";
import { words } from "../../i18n/words";
import type { Task } from "../../ui/load";
import { useTask } from "../../ui/load";
import { Failure, Notice } from "../../ui/notice";
import { Title } from "../../ui/title";
import { DropZone } from "./drop-zone";
import { LevelsField } from "./levels-field";
import { Report } from "./report";

/* The server refuses more; said here before ten megabytes travel for nothing. */
const bytesMax = 10 * 1024 * 1024;

interface Importing {
  file: Signal<File | undefined>;
  report: Signal<ImportReport | undefined>;
  levels: Signal<string>;
  task: Task;
  take: (chosen: File | undefined) => void;
  pickLevels: (names: string) => void;
  apply: () => void;
}

/** A file is checked as soon as it is chosen, and again whenever what it would be given changes. */
function useImport(): Importing {
  const file = useSignal<File | undefined>(undefined);
  const report = useSignal<ImportReport | undefined>(undefined);
  const levels = useSignal("");
  const task = useTask();
  const send = (dryRun: boolean) =>
    task.run(async () => {
      if (file.value) report.value = await api.importCsv(file.value, { dryRun, levels: levels.value });
    });
  const take = (chosen: File | undefined) => {
    file.value = chosen;
    report.value = undefined;
    task.failure.value = undefined;
    if (chosen && chosen.size <= bytesMax) send(true);
  };
  const pickLevels = (names: string) => {
    levels.value = names;
    if (file.value) send(true);
  };
  return { file, report, levels, task, take, pickLevels, apply: () => send(false) };
}

export function ImportScreen() {
  const { importing } = words.value;
  const { file, report, levels, task, take, pickLevels, apply } = useImport();
  const busy = task.busy.value;
  return (
    <>
      <Title text={importing.title} lead={importing.lead} />
      {file.value ? <Chosen file={file.value} /> : <DropZone take={take} />}
      {!report.value?.applied && <LevelsField chosen={levels.value} pick={pickLevels} busy={busy} />}
      {busy && <p role="status">{importing.checking}</p>}
      <Failure failure={task.failure.value} />
      {report.value && <Report report={report.value} busy={busy} apply={apply} />}
      {file.value && (
        <button type="button" disabled={busy} onClick={() => take(undefined)}>
          {importing.another}
        </button>
      )}
    </>
  );
}

function Chosen({ file }: { file: File }) {
  const { importing } = words.value;
  return (
    <>
      <p class="file-name">
        <code>{file.name}</code>
      </p>
      {file.size > bytesMax && (
        <Notice tone="bad" title={importing.tooBig}>
          {importing.tooBigHint}
        </Notice>
      )}
    </>
  );
}
