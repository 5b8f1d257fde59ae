import { useSignal } from "@preact/signals";
import { enterableTechnologies } from "../../../api/directory";
import type { NewCredential } from "../../client/api";
import { words } from "../../i18n/words";
import { Select, textOf, TextField } from "../../ui/form";
import { ReadAtReader } from "./read-at-reader";

type Kind = (typeof enterableTechnologies)[number];
const kindOf = (text: string): Kind => enterableTechnologies.find((kind) => kind === text) ?? "uid";

/** The fields of a card; `cardOf` reads them back. */
export function CardFields({ required }: { required: boolean }) {
  const { people, events } = words.value;
  const kind = useSignal<Kind>("uid");
  const read = useSignal("");
  const pick = (value: string) => (kind.value = kindOf(value));
  return (
    <>
      <div class="pair">
        <Select
          label={people.technology}
          name="technology"
          value={kind.value}
          onPick={pick}
          options={enterableTechnologies.map((value) => ({ value, text: events.technology[value] }))}
        />
        <TextField label={people.label} name="label" hint={people.labelHint} maxLength={120} />
      </div>
      <TextField
        key={read.value}
        value={read.value}
        label={people.identifier}
        name="identifier"
        hint={people.identifierHint[kind.value]}
        required={required}
        maxLength={200}
        code
      />
      {kind.value === "uid" && <ReadAtReader found={(uid) => (read.value = uid)} />}
      <div class="pair">
        <TextField label={people.validFrom} name="validFrom" type="date" />
        <TextField label={people.validUntil} name="validUntil" type="date" />
      </div>
    </>
  );
}

/** Undefined when no number was typed. */
export function cardOf(form: FormData): NewCredential | undefined {
  const identifier = textOf(form, "identifier");
  if (!identifier) return undefined;
  return {
    technology: kindOf(textOf(form, "technology")),
    identifier,
    label: textOf(form, "label"),
    validFrom: textOf(form, "validFrom") || null,
    validUntil: textOf(form, "validUntil") || null,
  };
}
