import type { ApiClient } from "../api/client";
import type { PersonRow } from "../api/directory";
import { exitCodes, Failure } from "../api/failure";
import { pathOf, paths } from "../api/paths";

/** As many as the backend gives at once, so that nobody of the same name is missed. */
const rowsMax = 500;
const namedMax = 5;

/** The id of the person with this number or, whatever its case, this name. Throws PERSON_UNKNOWN, also where several have it. */
export async function personCalled(client: ApiClient, text: string): Promise<number> {
  if (/^[1-9]\d{0,8}$/.test(text)) return numbered(client, text);
  const { rows } = await client.get<{ rows: PersonRow[] }>(`${paths.people}?${new URLSearchParams({ search: text, limit: String(rowsMax) })}`);
  const found = rows.filter(({ name }) => name.toLowerCase() === text.toLowerCase());
  if (found.length === 1) return found[0]!.id;
  const message = found.length > 1 ? `${found.length} people are called "${text}"` : `there is no person "${text.slice(0, 60)}"`;
  throw unknown(message, found.length > 1 ? found : rows);
}

async function numbered(client: ApiClient, number: string): Promise<number> {
  return client.get<PersonRow>(pathOf(paths.person, number)).then(({ id }) => id, (caught: unknown) => {
    if (caught instanceof Failure && caught.code === "NOT_FOUND") throw unknown(`there is no person with the number ${number}`, []);
    throw caught;
  });
}

function unknown(message: string, near: PersonRow[]): Failure {
  const some = near.slice(0, namedMax).map(({ id, name, note }) => `${id} (${name}${note ? `, ${note.slice(0, 40)}` : ""})`);
  const hint = some.length > 0 ? `Say the number of one: ${some.join(", ")}${near.length > namedMax ? ", …" : ""}.` : "Say a name as the console has it under People, or the number that stands there.";
  return new Failure("PERSON_UNKNOWN", { message, hint, exit: exitCodes.usage });
}
