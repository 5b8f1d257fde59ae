import { api } from "../../client/api";
import { words } from "../../i18n/words";
import { route, setFilters } from "../../route";
import { DayFilter } from "../../ui/day-filter";
import { Select } from "../../ui/form";
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
      <DayFilter label={audit.since} name="since" />
      <DayFilter label={audit.until} name="until" />
    </div>
  );
}
