import { useSignal } from "@preact/signals";
import type { CredentialRow, PersonRow } from "../../../api/directory";
import { api } from "../../client/api";
import type { Bench } from "../../client/bench";
import { tap } from "../../client/bench";
import { directoryVersion } from "../../client/live";
import type { MadeCard } from "../../client/made-cards";
import { madeCards } from "../../client/made-cards";
import { words } from "../../i18n/words";
import { Empty } from "../../ui/empty";
import { onSubmit, textOf, TextField } from "../../ui/form";
import { Icon } from "../../ui/icon";
import { useLoaded } from "../../ui/load";
import { Failure } from "../../ui/notice";
import { SearchBox } from "../../ui/search-box";
import { Technology } from "../../ui/technology";
import { cardCalled } from "../people/card-called";
import { cardNumber } from "../people/card-number";
import { emulatedCard } from "./emulated-card";
import { MakeCard } from "./make-card";

const peopleShown = 8;

/** Cards that can be held to the reader. */
export function Wallet({ on }: { on: Bench }) {
  const { simulator } = words.value;
  const search = useSignal("");
  const found = useLoaded(() => api.people({ search: search.value, limit: peopleShown }), [search.value, directoryVersion.value]);
  const cards = (found.value.value?.rows ?? []).flatMap((person) => person.credentials.map((card) => ({ person, card })));
  return (
    <section class="card" aria-labelledby="sim-cards">
      <h2 id="sim-cards">{simulator.cards}</h2>
      <p class="quiet">{simulator.cardsLead}</p>
      <OtherCard on={on} />
      <SearchBox label={simulator.find} value="" change={(text) => (search.value = text)} />
      <Failure failure={found.failure.value} again={found.again} />
      {found.value.value && cards.length === 0 && <Empty title={simulator.noCards} />}
      <ul class="rows">
        {madeCards.value.map((made) => (
          <MadeRow key={made.credentialId} made={made} on={on} />
        ))}
        {cards.map(({ person, card }) => (
          <PersonCard key={card.id} person={person} card={card} on={on} />
        ))}
      </ul>
      <MakeCard people={found.value.value?.rows ?? []} doorId={on.doorId} />
    </section>
  );
}

function MadeRow({ made, on }: { made: MadeCard; on: Bench }) {
  const { simulator } = words.value;
  return (
    <li class="row">
      <div class="row-main">
        <span>{made.personName}</span>
        <span class="chips">
          <code class="code">{cardNumber(made.uid)}</code>
          <Technology name={made.technology} />
          <span class="chip">{simulator.made}</span>
          {made.hasPin && <span class="chip">{simulator.withPin}</span>}
        </span>
      </div>
      <TapButton card={made.text} label={simulator.tapMade[made.technology](made.personName)} on={on} />
    </li>
  );
}

function PersonCard({ person, card, on }: { person: PersonRow; card: CredentialRow; on: Bench }) {
  const { simulator, people } = words.value;
  const text = emulatedCard(card);
  if (!text) return null;
  return (
    <li class="row">
      <div class="row-main">
        <span>{person.name}</span>
        <span class="chips">
          <code class="code">{cardCalled(card)}</code>
          <Technology name={card.technology} />
          {!(person.enabled && card.enabled) && <span class="chip chip-off">{people.disabled}</span>}
        </span>
      </div>
      <TapButton card={text} label={simulator.tapLabel(person.name)} on={on} />
    </li>
  );
}

function canTap(on: Bench): boolean {
  return on.powered.value && on.handFree.value;
}

function TapButton({ card, label, on }: { card: string; label: string; on: Bench }) {
  return (
    <button type="button" class="tap" disabled={!canTap(on)} aria-label={label} onClick={() => tap(on, card)}>
      <Icon name="card" />
      {words.value.simulator.tap}
    </button>
  );
}

function OtherCard({ on }: { on: Bench }) {
  const { simulator } = words.value;
  const wrong = useSignal(false);
  const submit = (form: FormData) => {
    const hex = textOf(form, "uid")
      .replace(/[\s:-]/g, "")
      .toLowerCase();
    wrong.value = !/^([0-9a-f]{8}|[0-9a-f]{14})$/.test(hex);
    if (!wrong.value) tap(on, `uid:${hex}`);
  };
  return (
    <form class="with-button" onSubmit={onSubmit(submit)}>
      <TextField
        label={simulator.other}
        name="uid"
        hint={wrong.value ? simulator.otherWrong : simulator.otherHint}
        required
        code
      />
      <button type="submit" class="tap" disabled={!canTap(on)} aria-label={simulator.tapLabel(simulator.other)}>
        <Icon name="card" />
        {simulator.tap}
      </button>
    </form>
  );
}
