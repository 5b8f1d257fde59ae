import { useSignal } from "@preact/signals";
import type { ImportReport } from "../../../api/import-report";
import { api } from "../../client/api";
import { words } from "../../i18n/words";
import { useTask } from "../../ui/load";
import { Failure, Notice } from "../../ui/notice";
import { Title } from "../../ui/title";
import { DropZone } from "./drop-zone";
import { LevelsField } from "./levels-field";
import { Report } from "./report";

/* The server refuses more; said here before ten megabytes travel for nothing. */
const bytesMax = 10 * 1024 * 1024;

export function ImportScreen() {
  const { importing } = words.value;
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
    if (file.value && !report.value?.applied) send(true);
  };
  return (
    <>
      <Title text={importing.title} lead={importing.lead} />
      {file.value ? <p class="file-name"><code>{file.value.name}</code></p> : <DropZone take={take} />}
      {!report.value?.applied && <LevelsField chosen={levels.value} pick={pickLevels} />}
      {file.value && file.value.size > bytesMax && <Notice tone="bad" title={importing.tooBig}>{importing.tooBigHint}</Notice>}
      {task.busy.value && <p role="status">{importing.checking}</p>}
      <Failure failure={task.failure.value} />
      {report.value && <Report report={report.value} busy={task.busy.value} apply={() => send(false)} />}
      {file.value && (
        <button type="button" onClick={() => take(undefined)}>
          {importing.another}
        </button>
      )}
    </>
  );
}
