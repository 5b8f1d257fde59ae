import type { About } from "../../backend/backup/backup-file";
import type { Contents } from "../../backend/store/snapshot";

/** What a backup or a data directory holds, in one line. */
export function contentsInWords(what: Contents): string {
  const { site, people, credentials, doors, readers, events } = what;
  const parts = [counted(people, "person", "people"), counted(credentials, "card or phone", "cards and phones")];
  parts.push(counted(doors, "door", "doors"), counted(readers, "reader", "readers"), counted(events, "event", "events"));
  return `${site}: ${parts.join(", ")}`;
}

/** What a backup is, in the two lines that begin with `verb`. */
export function backupInWords(verb: string, about: About): string {
  return `${verb.padEnd(11)}${contentsInWords(about)}\nas of      ${about.madeAt}  (schema ${about.schema}, Latchkey ${about.program})`;
}

export function counted(count: number, one: string, more: string): string {
  return `${count.toLocaleString("en-GB")} ${count === 1 ? one : more}`;
}
