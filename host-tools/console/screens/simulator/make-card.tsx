import { useSignal } from "@preact/signals";
import { pinDigitsMax, pinDigitsMin } from "../../../../firmware/src/wire/card-profile";
import type { PersonRow } from "../../../api/directory";
import { makeCard, makePhone, makeTag } from "../../client/made-cards";
import { words } from "../../i18n/words";
import { onSubmit, Select, textOf, TextField } from "../../ui/form";
import { Icon } from "../../ui/icon";
import { useTask } from "../../ui/load";
import { Failure } from "../../ui/notice";

const kinds = ["desfire", "ntag", "phone"] as const;
const kindOf = (text: string) => kinds.find((kind) => kind === text) ?? "desfire";
const pinForm = new RegExp(`^([0-9]{${pinDigitsMin},${pinDigitsMax}})?$`);

/** A card, a tag or a phone, for one of the people found, so that a door that wants such a thing, or a PIN, can be tried here. */
export function MakeCard({ people, doorId }: { people: PersonRow[]; doorId: number }) {
  const { simulator } = words.value;
  const task = useTask();
  const wrong = useSignal(false);
  const submit = (form: FormData, element: HTMLFormElement) => {
    const pin = textOf(form, "pin");
    const person = people.find(({ id }) => String(id) === textOf(form, "person"))!;
    wrong.value = !pinForm.test(pin);
    if (wrong.value) return;
    const make = { desfire: () => makeCard(person.id, pin), ntag: () => makeTag(person), phone: () => makePhone(person, doorId) };
    task.run(() => make[kindOf(textOf(form, "kind"))]().then(() => element.reset()));
  };
  if (people.length === 0) return null;
  const options = people.map((person) => ({ value: String(person.id), text: person.name }));
  const choices = kinds.map((value) => ({ value, text: simulator.makeKinds[value] }));
  return (
    <form onSubmit={onSubmit(submit)} aria-labelledby="sim-make">
      <h3 id="sim-make">{simulator.make}</h3>
      <p class="hint">{simulator.makeHint}</p>
      <Select label={simulator.makeKind} name="kind" options={choices} />
      <Select label={simulator.makeFor} name="person" options={options} />
      <TextField label={simulator.makePin} name="pin" hint={wrong.value ? simulator.makePinWrong : simulator.makePinHint} maxLength={pinDigitsMax} code />
      <Failure failure={task.failure.value} />
      <button type="submit" disabled={task.busy.value}>
        <Icon name="plus" />
        {simulator.make}
      </button>
    </form>
  );
}
