import { words } from "../../i18n/words";
import { route, setFilters } from "../../route";
import { Field } from "../../ui/form";

/** From which day to which, by the clock of the site. */
export function Days() {
  const { eventSearch } = words.value;
  return (
    <div class="filters">
      <Day label={eventSearch.since} name="since" />
      <Day label={eventSearch.until} name="until" />
    </div>
  );
}

function Day({ label, name }: { label: string; name: "since" | "until" }) {
  return (
    <Field label={label}>
      {(id) => (
        <input id={id} type="date" value={route.value.filters[name] ?? ""} onChange={(event) => setFilters({ [name]: event.currentTarget.value })} />
      )}
    </Field>
  );
}
