import type { AuditObject, AuditRow } from "../../../api/audit";
import { momentOf, timeOf } from "../../i18n/format";
import { words } from "../../i18n/words";
import { route, setFilters } from "../../route";
import { Heads } from "../../ui/heads";
import { actionWords, authorWords, detailWords, hrefOfObject, kindWords } from "./audit-words";

export function AuditTable({ rows }: { rows: AuditRow[] }) {
  const { audit } = words.value;
  return (
    <table class="table">
      <Heads of={[audit.when, audit.who, audit.what, audit.object]} />
      <tbody>
        {rows.map((row) => (
          <Row key={row.number} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ row }: { row: AuditRow }) {
  const { audit } = words.value;
  const detail = detailWords(row.detail);
  return (
    <tr>
      <th scope="row" data-label={audit.when}>
        <time dateTime={row.at} title={momentOf(row.at)}>
          {timeOf(row.at)}
        </time>
        <small class="quiet">{audit.line(row.number)}</small>
      </th>
      <td data-label={audit.who}>{row.by ? <ObjectName object={row.by} /> : authorWords(row.author)}</td>
      <td data-label={audit.what}>
        <span class="stack">
          {actionWords(row)}
          {detail && <small class="quiet detail">{detail}</small>}
        </span>
      </td>
      <td data-label={audit.object}>
        <ObjectName object={row.object} subject={row.subject} />
      </td>
    </tr>
  );
}

/** Its name, which leads to where it is shown, and its kind and number, which lead to all lines about it. */
function ObjectName({ object, subject }: { object: AuditObject; subject?: string }) {
  const href = hrefOfObject(object);
  const kind = kindWords(object);
  const narrow = subject !== undefined && object.id !== null && route.value.filters["object"] !== subject;
  return (
    <span class="stack">
      {object.name !== null && (href ? <a href={href}>{object.name}</a> : object.name)}
      {object.name === null && object.id === null && href && <a href={href}>{kind}</a>}
      {narrow ? (
        <button type="button" class="plain as-link" onClick={() => setFilters({ object: subject })}>
          {kind}
        </button>
      ) : (
        (object.name !== null || object.id !== null || !href) && <small class="quiet">{kind}</small>
      )}
    </span>
  );
}
