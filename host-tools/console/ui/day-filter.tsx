import { route, setFilters } from "../route";
import { Field } from "./form";

/** A day by the clock of the site, kept in the address as the filter `name`. */
export function DayFilter({ label, name }: { label: string; name: "since" | "until" }) {
  return (
    <Field label={label}>
      {(id) => (
        <input id={id} type="date" value={route.value.filters[name] ?? ""} onChange={(event) => setFilters({ [name]: event.currentTarget.value })} />
      )}
    </Field>
  );
}
