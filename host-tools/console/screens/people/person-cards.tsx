import { useSignal } from "@preact/signals";
import type { CredentialRow, PersonRow } from "../../../api/directory";
import { api } from "../../client/api";
import { dayOf } from "../../i18n/format";
import { words } from "../../i18n/words";
import { onSubmit } from "../../ui/form";
import { Icon } from "../../ui/icon";
import type { Task } from "../../ui/load";
import { useTask } from "../../ui/load";
import { May } from "../../ui/may";
import { Failure } from "../../ui/notice";
import { Status } from "../../ui/status";
import { Technology } from "../../ui/technology";
import { CardFields, cardOf } from "./card-form";
import { cardCalled } from "./card-called";

export function PersonCards({ person, again }: { person: PersonRow; again: () => void }) {
  const { people } = words.value;
  const task = useTask();
  const adding = useSignal(false);
  const add = (form: FormData) =>
    task.run(async () => {
      const card = cardOf(form);
      if (card) await api.addCredential(person.id, card);
      adding.value = false;
      again();
    });
  return (
    <>
      {person.credentials.length === 0 && <p class="quiet">{people.noCards}</p>}
      <ul class="rows">
        {person.credentials.map((card) => (
          <Card key={card.id} card={card} task={task} again={again} />
        ))}
      </ul>
      <Failure failure={task.failure.value} />
      <May right="people">
        {adding.value ? (
          <form onSubmit={onSubmit(add)}>
            <CardFields required />
            <Foot busy={task.busy.value} cancel={() => (adding.value = false)} />
          </form>
        ) : (
          <button type="button" onClick={() => (adding.value = true)}>
            <Icon name="plus" />
            {people.addCard}
          </button>
        )}
      </May>
    </>
  );
}

function Foot({ busy, cancel }: { busy: boolean; cancel: () => void }) {
  return (
    <div class="form-foot">
      <button type="submit" class="primary" disabled={busy}>
        {words.value.people.addCard}
      </button>
      <button type="button" onClick={cancel}>
        {words.value.shell.cancel}
      </button>
    </div>
  );
}

function Card({ card, task, again }: { card: CredentialRow; task: Task; again: () => void }) {
  const { people } = words.value;
  const number = cardCalled(card);
  const toggle = () => task.run(() => api.enableCredential(card.id, !card.enabled).then(again));
  const remove = () => {
    if (confirm(people.removeAsk(number))) task.run(() => api.removeCredential(card.id).then(again));
  };
  return (
    <li class="row">
      <div class="row-main">
        <code class={card.enabled ? "code" : "code struck"}>{number}</code>
        <span class="chips">
          <Technology name={card.technology} />
          {card.label && <span class="chip">{card.label}</span>}
          {!card.enabled && <Status tone="off">{people.disabled}</Status>}
        </span>
        <Validity card={card} />
      </div>
      <May right="people">
        <div class="row-actions">
          <button
            type="button"
            disabled={task.busy.value}
            onClick={toggle}
            aria-label={card.enabled ? people.disableCard(number) : people.enableCard(number)}
          >
            {card.enabled ? people.disable : people.enable}
          </button>
          <button type="button" class="danger" disabled={task.busy.value} onClick={remove} aria-label={people.removeCard(number)}>
            {people.remove}
          </button>
        </div>
      </May>
    </li>
  );
}

function Validity({ card }: { card: CredentialRow }) {
  if (!card.validFrom && !card.validUntil) return null;
  const show = (at: string | null) => (at ? dayOf(at) : undefined);
  return <small class="quiet">{words.value.people.validity(show(card.validFrom), show(card.validUntil))}</small>;
}
