import { useSignal } from "@preact/signals";
import type { PersonRow } from "../../../api/directory";
import { api } from "../../client/api";
import { words } from "../../i18n/words";
import { setFilters } from "../../route";
import { onSubmit } from "../../ui/form";
import { FormFoot } from "../../ui/form-foot";
import { useTask } from "../../ui/load";
import { Failure, say } from "../../ui/notice";
import { Sheet } from "../../ui/sheet";
import { CardFields, cardOf } from "./card-form";
import { PersonFields, personOf } from "./person-form";

interface NewPersonProps {
  levels: { id: number; name: string }[];
  close: () => void;
}

export function NewPersonSheet({ levels, close }: NewPersonProps) {
  const { people } = words.value;
  const task = useTask();
  /* Set once the person is there: when the card is refused, a second try must not add the person again. */
  const added = useSignal<PersonRow | undefined>(undefined);
  const submit = (form: FormData) =>
    task.run(async () => {
      const fields = personOf(form);
      const person = added.value ? await api.changePerson(added.value.id, fields) : await api.addPerson(fields);
      added.value = person;
      const card = cardOf(form);
      if (card) await api.addCredential(person.id, card);
      say("ok", words.value.people.saved(person.name));
      close();
      setFilters({ person: String(person.id) });
    });
  return (
    <Sheet title={people.addTitle} close={close}>
      <form onSubmit={onSubmit(submit)}>
        <PersonFields levels={levels} />
        <fieldset>
          <legend>{people.addCard}</legend>
          <CardFields required={false} />
        </fieldset>
        <Failure failure={task.failure.value} />
        <FormFoot task={task} close={close} />
      </form>
    </Sheet>
  );
}
