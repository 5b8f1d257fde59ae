import { useSignal } from "@preact/signals";
import type { LevelRow, PersonRow } from "../../../api/directory";
import { api } from "../../client/api";
import { directoryVersion } from "../../client/live";
import { mayDo } from "../../client/session";
import { words } from "../../i18n/words";
import { hrefOf } from "../../route";
import { onSubmit } from "../../ui/form";
import { FormFoot } from "../../ui/form-foot";
import type { Task } from "../../ui/load";
import { useLoaded, useTask } from "../../ui/load";
import { May } from "../../ui/may";
import { Failure, say } from "../../ui/notice";
import { Sheet } from "../../ui/sheet";
import { Status } from "../../ui/status";
import { Explain } from "./explain";
import { PersonCards } from "./person-cards";
import { Phones } from "./phones";
import { PersonFields, personOf } from "./person-form";

type Level = Pick<LevelRow, "id" | "name">;

export function PersonSheet({ id, levels, close }: { id: number; levels: Level[]; close: () => void }) {
  const loaded = useLoaded(() => api.person(id), [id, directoryVersion.value]);
  const person = loaded.value.value;
  return (
    <Sheet title={person?.name ?? (loaded.failure.value ? words.value.people.title : words.value.shell.loading)} close={close}>
      <Failure failure={loaded.failure.value} again={loaded.again} />
      {person && <Body person={person} levels={levels} again={loaded.again} close={close} />}
    </Sheet>
  );
}

interface BodyProps {
  person: PersonRow;
  levels: Level[];
  again: () => void;
  close: () => void;
}

function Body({ person, levels, again, close }: BodyProps) {
  const { people } = words.value;
  const task = useTask();
  const editing = useSignal(false);
  const save = (form: FormData) =>
    task.run(async () => {
      const saved = await api.changePerson(person.id, personOf(form));
      say("ok", words.value.people.saved(saved.name));
      editing.value = false;
      again();
    });
  const remove = () => {
    if (confirm(people.removePersonAsk(person.name))) task.run(() => api.removePerson(person.id).then(close));
  };
  return (
    <>
      <Failure failure={task.failure.value} />
      {editing.value ? (
        <form onSubmit={onSubmit(save)}>
          <PersonFields person={person} levels={levels} />
          <FormFoot task={task} close={() => (editing.value = false)} children={<Remove busy={task.busy.value} remove={remove} />} />
        </form>
      ) : (
        <Summary person={person} levels={levels} task={task} edit={() => (editing.value = true)} again={again} />
      )}
      <section aria-labelledby="person-cards">
        <h3 id="person-cards">{people.cards}</h3>
        <PersonCards person={person} again={again} />
      </section>
      {(mayDo("people") || person.credentials.some(({ technology }) => technology === "phone")) && (
        <section aria-labelledby="person-phones">
          <h3 id="person-phones">{words.value.phones.title}</h3>
          <Phones person={person} again={again} />
        </section>
      )}
      <Explain person={person} />
    </>
  );
}

function Remove({ busy, remove }: { busy: boolean; remove: () => void }) {
  return (
    <button type="button" class="danger" disabled={busy} onClick={remove}>
      {words.value.people.removePerson}
    </button>
  );
}

interface SummaryProps {
  person: PersonRow;
  levels: Level[];
  task: Task;
  edit: () => void;
  again: () => void;
}

function Summary({ person, levels, task, edit, again }: SummaryProps) {
  const { people, shell } = words.value;
  const names = levels.filter((level) => person.levels.includes(level.id)).map((level) => level.name);
  const toggle = () =>
    task.run(async () => {
      const saved = await api.changePerson(person.id, { enabled: !person.enabled });
      say("ok", saved.enabled ? words.value.people.enabledNow(saved.name) : words.value.people.disabledNow(saved.name));
      again();
    });
  return (
    <>
      <p class="state-line">
        {person.enabled ? <Status tone="ok">{people.active}</Status> : <Status tone="off">{people.disabled}</Status>}
        <May right="people">
          <button type="button" class={person.enabled ? "danger" : undefined} disabled={task.busy.value} onClick={toggle}>
            {person.enabled ? people.disable : people.enable}
          </button>
          <button type="button" onClick={edit}>
            {shell.edit}
          </button>
        </May>
        <a class="button" href={hrefOf("events", { person: String(person.id) })}>
          {words.value.eventSearch.ofPerson}
        </a>
      </p>
      <dl class="facts">
        <dt>{people.levels}</dt>
        <dd>{person.levels.length ? names.join(", ") : <Status tone="warn">{people.noLevels}</Status>}</dd>
        <dt>{people.number}</dt>
        <dd>{person.id}</dd>
        {person.note && <dt>{people.note}</dt>}
        {person.note && <dd>{person.note}</dd>}
        {person.extended && <dt>{people.extended}</dt>}
        {person.extended && <dd>{people.extendedHint}</dd>}
      </dl>
    </>
  );
}
