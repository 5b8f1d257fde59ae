import type { CredentialRow, PersonRow } from "../../../api/directory";
import { words } from "../../i18n/words";
import { hrefOf, route } from "../../route";
import { Heads } from "../../ui/heads";
import { Status } from "../../ui/status";
import { cardCalled } from "./card-called";

interface TableProps {
  rows: PersonRow[];
  levels: { id: number; name: string }[];
}

export function PeopleTable({ rows, levels }: TableProps) {
  const { people } = words.value;
  return (
    <table class="table">
      <Heads of={[people.name, people.state, people.cards, people.levels]} />
      <tbody>
        {rows.map((person) => (
          <Row key={person.id} person={person} levels={levels} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ person, levels }: { person: PersonRow; levels: TableProps["levels"] }) {
  const { people } = words.value;
  const names = levels.filter((level) => person.levels.includes(level.id)).map((level) => level.name);
  return (
    <tr>
      <th scope="row" data-label={people.name}>
        <a href={hrefOf("people", { ...route.value.filters, person: String(person.id) })}>{person.name}</a>
        {person.note && <small class="quiet clip">{person.note}</small>}
      </th>
      <td data-label={people.state}>
        {person.enabled ? <Status tone="ok">{people.active}</Status> : <Status tone="off">{people.disabled}</Status>}
      </td>
      <td data-label={people.cards}>
        <Cards cards={person.credentials} />
      </td>
      <td data-label={people.levels}>{names.length ? names.join(", ") : <span class="quiet">{words.value.shell.none}</span>}</td>
    </tr>
  );
}

function Cards({ cards }: { cards: CredentialRow[] }) {
  const { people } = words.value;
  const first = cards[0];
  if (!first) return <span class="quiet">{people.noCards}</span>;
  return (
    <>
      <code class={first.enabled ? "code" : "code struck"}>{cardCalled(first)}</code>
      {cards.length > 1 && <small class="quiet"> +{cards.length - 1}</small>}
    </>
  );
}
