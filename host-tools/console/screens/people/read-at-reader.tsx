import { useSignal } from "@preact/signals";
import { isOnline, readerRows } from "../../client/live";
import { readCards } from "../../client/read-card";
import { words } from "../../i18n/words";
import { Select } from "../../ui/form";
import { useTask } from "../../ui/load";
import { Failure, Notice } from "../../ui/notice";

/** A number of four bytes that begins so is made anew at each tap (ISO/IEC 14443-3, table 7): it is nobody's. */
const madeAnew = /^08......$/;

/** Takes the number of a card from a reader that it is held to, for whoever has no other way to learn it. */
export function ReadAtReader({ found }: { found: (uid: string) => void }) {
  const { people } = words.value;
  const task = useTask();
  const problem = useSignal<string | undefined>(undefined);
  const readers = readerRows.value.filter((reader) => reader.enabled && isOnline(reader));
  const picked = useSignal("");
  const reader = readers.find(({ id }) => id === picked.value) ?? readers[0];
  if (!reader) return null;
  const read = () =>
    task.run(async () => {
      problem.value = undefined;
      const uids = await readCards(reader.id);
      if (uids.length === 1 && !madeAnew.test(uids[0]!)) return found(uids[0]!);
      problem.value = uids.length === 0 ? people.readNone : uids.length > 1 ? people.readMany : people.readAnew;
    });
  return (
    <div class="field">
      {readers.length > 1 && (
        <Select
          label={people.readWhere}
          value={reader.id}
          options={readers.map(({ id, name }) => ({ value: id, text: name }))}
          onPick={(id) => (picked.value = id)}
        />
      )}
      <button type="button" disabled={task.busy.value} onClick={read}>
        {people.readAt(reader.name)}
      </button>
      <div role="status">{task.busy.value && <p class="hint">{people.readHold(reader.name)}</p>}</div>
      {problem.value && <Notice tone="warn" title={problem.value} />}
      <Failure failure={task.failure.value} />
    </div>
  );
}
