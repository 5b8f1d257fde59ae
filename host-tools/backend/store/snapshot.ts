import { chmodSync, closeSync, openSync } from "node:fs";
import { DatabaseSync } from "@photostructure/sqlite";
import { enrolledText } from "./enrolled";
import { schemaWithRemovedDoors, versionOf } from "./migrations";

/** What a database holds, as a person counts it. */
export interface Contents {
  site: string;
  people: number;
  credentials: number;
  doors: number;
  readers: number;
  events: number;
  /** Version of its schema. */
  schema: number;
}

/** Copies the database at `path` as it is at one moment into the new file `target`; whoever writes to it goes on meanwhile. */
export function snapshotInto(path: string, target: string): void {
  closeSync(openSync(target, "wx", 0o600));
  chmodSync(target, 0o600);
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
  try {
    database.prepare("vacuum into ?").run(target);
  } finally {
    database.close();
  }
}

const countsOf = (standing: string) => `select coalesce((select name from site), '') as site, (select count(*) from person) as people,
  (select count(*) from credential where removed_at is null) as credentials, (select count(*) from door ${standing}) as doors,
  (select count(*) from reader where ${enrolledText("reader")}) as readers, (select count(*) from event) as events`;

/** Nobody else may be at work on the file: it is a copy. */
export function contentsOf(path: string): Contents {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const schema = versionOf(database);
    const counts = countsOf(schema < schemaWithRemovedDoors ? "" : "where removed_at is null");
    return { ...(database.prepare(counts).get() as unknown as Omit<Contents, "schema">), schema };
  } finally {
    database.close();
  }
}
