import type { LevelRow, PersonRow } from "../../../api/directory";
import type { NewPerson } from "../../client/api";
import { words } from "../../i18n/words";
import { Check, textOf, TextField } from "../../ui/form";

type Level = Pick<LevelRow, "id" | "name">;

/** The fields of a person; `personOf` reads them back. */
export function PersonFields({ person, levels }: { person?: PersonRow; levels: Level[] }) {
  const { people } = words.value;
  return (
    <>
      <TextField label={people.name} name="name" value={person?.name} required maxLength={120} />
      <TextField label={people.note} name="note" value={person?.note} maxLength={1000} />
      <fieldset>
        <legend>{people.levels}</legend>
        {levels.length === 0 && <p class="hint">{people.levelsEmpty}</p>}
        {levels.map((level) => (
          <Check
            key={level.id}
            name="level"
            value={String(level.id)}
            label={level.name}
            checked={person?.levels.includes(level.id) ?? false}
          />
        ))}
      </fieldset>
      <Check name="enabled" label={people.enabled} hint={people.enabledHint} checked={person?.enabled ?? true} />
      <Check name="extended" label={people.extended} hint={people.extendedHint} checked={person?.extended ?? false} />
    </>
  );
}

export function personOf(form: FormData): NewPerson {
  return {
    name: textOf(form, "name"),
    note: textOf(form, "note"),
    enabled: form.has("enabled"),
    extended: form.has("extended"),
    levels: form.getAll("level").map(Number),
  };
}
