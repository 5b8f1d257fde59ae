import { cardStates } from "../../../api/cards";
import type { DoorRow } from "../../../api/directory";
import { enterableTechnologies } from "../../../api/directory";
import { words } from "../../i18n/words";
import { route, setFilters } from "../../route";
import { Select } from "../../ui/form";

/** By kind, by state, and by a door that some cards are too weak for, or that asks for a PIN they have not. */
export function CardFilters({ doors }: { doors: DoorRow[] }) {
  const { cards, events } = words.value;
  const { kind = "", state = "", below = "", withoutPin = "" } = route.value.filters;
  const kinds = enterableTechnologies.map((value) => ({ value, text: events.technology[value] }));
  const states = cardStates.map((value) => ({ value, text: cards.states[value] }));
  const refusing = doors.filter((door) => door.assuranceMin > 0 || String(door.id) === below);
  const places = refusing.map(placeOf);
  const askingPin = doors.filter((door) => door.asksPin || String(door.id) === withoutPin).map(placeOf);
  const pick = (name: string) => (value: string) => setFilters({ [name]: value, offset: "" });
  return (
    <div class="filters">
      <Select label={cards.kind} value={kind} options={[{ value: "", text: cards.allKinds }, ...kinds]} onPick={pick("kind")} />
      <Select label={cards.state} value={state} options={[{ value: "", text: cards.allStates }, ...states]} onPick={pick("state")} />
      {places.length > 0 && (
        <Select label={cards.weak} value={below} options={[{ value: "", text: cards.anyDoor }, ...places]} onPick={pick("below")} />
      )}
      {askingPin.length > 0 && (
        <Select label={cards.withoutPin} value={withoutPin} options={[{ value: "", text: cards.anyDoor }, ...askingPin]} onPick={pick("withoutPin")} />
      )}
    </div>
  );
}

const placeOf = (door: DoorRow) => ({ value: String(door.id), text: door.name });
