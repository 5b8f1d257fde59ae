import type { ListedCard } from "../../../api/cards";
import { dayOf, tick } from "../../i18n/format";
import { words } from "../../i18n/words";
import { Status } from "../../ui/status";

/** Whether it opens anything; where it does not, what has to change for it to do so. */
export function CardState({ card }: { card: ListedCard }) {
  const { cards, people } = words.value;
  if (card.state === "active") return <Status tone="ok">{cards.active}</Status>;
  if (card.state === "ownerless") return <Status tone="off">{card.keyVersion === 0 ? cards.begun : cards.ownerless}</Status>;
  return (
    <span class="stack">
      <Status tone="off">{lapse(card)}</Status>
      {card.validFrom || card.validUntil ? (
        <small class="quiet">{people.validity(card.validFrom ? dayOf(card.validFrom) : undefined, card.validUntil ? dayOf(card.validUntil) : undefined)}</small>
      ) : null}
    </span>
  );
}

function lapse(card: ListedCard): string {
  const { cards } = words.value;
  if (!card.enabled) return cards.disabled;
  if (card.validUntil && Date.parse(card.validUntil) <= tick.value) return cards.expired;
  if (card.validFrom && Date.parse(card.validFrom) > tick.value) return cards.notYet;
  return cards.personDisabled;
}

export function CardKeys({ card }: { card: ListedCard }) {
  const { cards } = words.value;
  const { keyVersion, newestVersion } = card;
  if (!keyVersion) return <span class="quiet">{cards.noKeys}</span>;
  const old = newestVersion !== null && keyVersion < newestVersion;
  return (
    <span class="stack">
      {old ? <Status tone="warn">{cards.oldKeys(keyVersion, newestVersion)}</Status> : <span>{cards.ownKeys(keyVersion)}</span>}
      {card.locked && <small class="quiet">{cards.locked}</small>}
    </span>
  );
}

/** Whether a PIN can be asked of it. A number that anyone can copy has nothing to check one by. */
export function CardPin({ card }: { card: ListedCard }) {
  const { cards } = words.value;
  if (card.assurance < 3) return <span class="quiet">{cards.pinNever}</span>;
  if (card.hasPin === null) return <span class="quiet" title={cards.pinUnknownHint}>{cards.pinUnknown}</span>;
  return (
    <span class="stack">
      <span>{card.hasPin ? cards.pinSet : cards.pinNone}</span>
      {card.pinSince && <small class="quiet">{cards.pinSince(dayOf(card.pinSince))}</small>}
    </span>
  );
}
