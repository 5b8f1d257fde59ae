import { useSignal } from "@preact/signals";
import { pinDigitsMax, pinDigitsMin } from "../../../../firmware/src/wire/card-profile";
import type { PersonRow } from "../../../api/directory";
import { makeCard } from "../../client/made-cards";
import { words } from "../../i18n/words";
import { onSubmit, Select, textOf, TextField } from "../../ui/form";
import { Icon } from "../../ui/icon";
import { useTask } from "../../ui/load";
import { Failure } from "../../ui/notice";

const pinForm = new RegExp(`^([0-9]{${pinDigitsMin},${pinDigitsMax}})?$`);

/** A card that proves itself, for one of the people found, so that a door that wants such a card, or its PIN, can be tried here. */
export function MakeCard({ people }: { people: PersonRow[] }) {
  const { simulator } = words.value;
  const task = useTask();
  const wrong = useSignal(false);
  const submit = (form: FormData, element: HTMLFormElement) => {
    const pin = textOf(form, "pin");
    wrong.value = !pinForm.test(pin);
    if (wrong.value) return;
    task.run(() => makeCard(Number(textOf(form, "person")), pin).then(() => element.reset()));
  };
  if (people.length === 0) return null;
  const options = people.map((person) => ({ value: String(person.id), text: person.name }));
  return (
    <form onSubmit={onSubmit(submit)} aria-labelledby="sim-make">
      <h3 id="sim-make">{simulator.make}</h3>
      <p class="hint">{simulator.makeHint}</p>
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
