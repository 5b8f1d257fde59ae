import { sql } from "kysely";
import type { z } from "zod";
import { numberedAuthors } from "../../api/accounts";
import type { AuditRow, auditQuery } from "../../api/audit";
import { siteRow } from "../directory/schedules";
import { isoOf, secondsOf } from "../directory/time";
import type { Db } from "../store/open";
import { namesOf, writtenOf } from "./objects";

type AuditQuery = z.output<typeof auditQuery>;

/** Lines of the audit, newest first, with the names that their objects have now: the lines themselves hold none. */
export async function findAudit(read: Db, query: AuditQuery): Promise<AuditRow[]> {
  const rows = await asked(read, query, (await siteRow(read)).utcOffsetMin).execute();
  const naming = await namesOf(read, rows.flatMap((row) => [row.subject, row.author]));
  return rows.map((row) => ({
    ...row,
    at: isoOf(row.at),
    detail: JSON.parse(row.detail) as unknown,
    object: naming(row.subject),
    by: isNumbered(row.author) ? naming(row.author) : null,
  }));
}

function asked(read: Db, query: AuditQuery, utcOffsetMin: number) {
  let rows = read.selectFrom("audit").selectAll().orderBy("number", "desc").limit(query.limit);
  if (query.before !== undefined) rows = rows.where("number", "<", query.before);
  if (query.since) rows = rows.where("at", ">=", secondsOf(query.since, "from", utcOffsetMin));
  if (query.until) rows = rows.where("at", "<", secondsOf(query.until, "until", utcOffsetMin));
  if (query.author) rows = rows.where(ofName("author", query.author, isKind(query.author)));
  if (query.object) rows = rows.where(ofName("subject", query.object, !query.object.includes(" ")));
  return rows;
}

/** The text itself and, of a kind, every one with a number behind it: "door" also means "door 3". */
function ofName(column: "author" | "subject", text: string, kind: boolean) {
  const name = sql.ref(column);
  /* "!" comes next after the blank. */
  return kind ? sql<boolean>`(${name} = ${text} or (${name} > ${`${text} `} and ${name} < ${`${text}!`}))` : sql<boolean>`${name} = ${text}`;
}

/** Whoever ever wrote a line; people, phones and readers as one each, since there may be many thousands. */
export async function authorsOf(read: Db): Promise<string[]> {
  const { rows } = await sql<{ author: string }>`select distinct author from audit order by author`.execute(read);
  return [...new Set(rows.map(({ author }) => (isNumbered(author) ? writtenOf(author).what : author)))];
}

const isKind = (author: string): boolean => numberedAuthors.some((kind) => kind === author);
const isNumbered = (author: string): boolean => numberedAuthors.some((kind) => author.startsWith(`${kind} `));
