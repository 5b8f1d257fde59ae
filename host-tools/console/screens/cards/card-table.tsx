import type { ListedCard } from "../../../api/cards";
import { api } from "../../client/api";
import { mayDo } from "../../client/session";
import { words } from "../../i18n/words";
import { hrefOf } from "../../route";
import { Heads } from "../../ui/heads";
import type { Task } from "../../ui/load";
import { useTask } from "../../ui/load";
import { Failure, say } from "../../ui/notice";
import { Age } from "../../ui/status";
import { Technology } from "../../ui/technology";
import { cardNumber } from "../people/card-number";
import { CardKeys, CardPin, CardState } from "./card-state";

export function CardTable({ rows, again }: { rows: ListedCard[]; again: () => void }) {
  const { cards } = words.value;
  const task = useTask();
  const heads = [cards.card, cards.person, cards.state, cards.keys, cards.pin, cards.lastSeen, cards.action];
  return (
    <>
      <Failure failure={task.failure.value} />
      <table class="table">
        <Heads of={heads} />
        <tbody>
          {rows.map((card) => (
            <Row key={`${card.credentialId} ${card.id}`} card={card} task={task} again={again} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function Row({ card, task, again }: { card: ListedCard; task: Task; again: () => void }) {
  const { cards } = words.value;
  return (
    <tr>
      <th scope="row" data-label={cards.card}>
        <span class="stack">
          {card.uid ? <code class={card.enabled || card.state === "ownerless" ? "code" : "code struck"}>{cardNumber(card.uid)}</code> : <span class="quiet">{cards.noUid}</span>}
          <span class="chips">
            <Technology name={card.technology} />
            {card.label && <span class="chip">{card.label}</span>}
          </span>
        </span>
      </th>
      <td data-label={cards.person}>
        {card.personId === null ? <span class="quiet">{cards.nobody}</span> : <a href={hrefOf("people", { person: String(card.personId) })}>{card.personName}</a>}
      </td>
      <td data-label={cards.state}>
        <CardState card={card} />
      </td>
      <td data-label={cards.keys}>
        <CardKeys card={card} />
      </td>
      <td data-label={cards.pin}>
        <CardPin card={card} />
      </td>
      <td data-label={cards.lastSeen}>
        <span class="stack">
          <Age at={card.lastSeen?.at ?? null} />
          {card.lastSeen?.doorName && <small class="quiet">{cards.at(card.lastSeen.doorName)}</small>}
        </span>
      </td>
      <td data-label={cards.action}>
        <Switch card={card} task={task} again={again} />
      </td>
    </tr>
  );
}

/** Turns the card itself off and on; nobody's card has no such switch, for it opens nothing. */
function Switch({ card, task, again }: { card: ListedCard; task: Task; again: () => void }) {
  const { cards, people } = words.value;
  const { credentialId, enabled } = card;
  if (credentialId === null || !mayDo("people")) return <>–</>;
  const name = card.uid ? cardNumber(card.uid) : [card.personName, card.label].filter(Boolean).join(" · ");
  const toggle = () =>
    task.run(async () => {
      await api.enableCredential(credentialId, !enabled);
      say("ok", enabled ? cards.disabledNow(name) : cards.enabledNow(name));
      again();
    });
  return (
    <button type="button" class={enabled ? "danger" : undefined} disabled={task.busy.value} onClick={toggle} aria-label={enabled ? cards.disableCard(name) : cards.enableCard(name)}>
      {enabled ? people.disable : people.enable}
    </button>
  );
}
