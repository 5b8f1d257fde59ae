import { api } from "../../client/api";
import { words } from "../../i18n/words";
import { route, setFilters } from "../../route";
import { Field, Select } from "../../ui/form";
import { useLoaded } from "../../ui/load";
import { authorWords, kindWords } from "./audit-words";

const kinds = ["person", "credential", "door", "level", "schedule", "holidays", "reader", "trace", "site", "import", "webhook", "account", "session"];

/** By account, by kind of object, and by the days of the site's clock. */
export function AuditFilters() {
  const { audit } = words.value;
  const { author = "", object = "" } = route.value.filters;
  const authors = useLoaded(api.auditAuthors, []).value.value ?? [];
  const names = [...new Set([...authors, ...(author ? [author] : [])])];
  const kind = object.split(" ")[0]!;
  return (
    <div class="filters">
      <Select
        label={audit.who}
        value={author}
        options={[{ value: "", text: audit.everybody }, ...names.map((value) => ({ value, text: authorWords(value) }))]}
        onPick={(value) => setFilters({ author: value })}
      />
      <Select
        label={audit.kind}
        value={kind}
        options={[{ value: "", text: audit.everything }, ...kinds.map((value) => ({ value, text: kindWords({ what: value, id: null }) }))]}
        onPick={(value) => setFilters({ object: value })}
      />
      <Day label={audit.since} name="since" />
      <Day label={audit.until} name="until" />
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
