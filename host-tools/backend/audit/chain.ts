import { createHash } from "node:crypto";
import type { AuditCheck } from "../../api/audit";
import type { Db, Trx } from "../store/open";

export interface AuditLine {
  at: number;
  author: string;
  action: string;
  subject: string;
  detail: unknown;
}

const beginning = "0".repeat(64);

/** Adds a line inside the caller's transaction; its number is the number of the change at this site. */
export async function appendAudit(trx: Trx, line: AuditLine): Promise<number> {
  const last = await trx.selectFrom("audit").select(["number", "hash"]).orderBy("number", "desc").limit(1).executeTakeFirst();
  const number = (last?.number ?? 0) + 1;
  const detail = JSON.stringify(line.detail ?? null);
  const stored = { ...line, number, detail };
  await trx
    .insertInto("audit")
    .values({ ...stored, hash: hashOf(last?.hash ?? beginning, stored) })
    .execute();
  return number;
}

interface StoredLine extends Omit<AuditLine, "detail"> {
  number: number;
  detail: string;
}

/** SHA-256 over the line before's hash and this line: who changes or drops one line breaks all that follow. */
function hashOf(before: string, line: StoredLine): string {
  const fields = [before, line.number, line.at, line.author, line.action, line.subject, line.detail];
  return createHash("sha256").update(JSON.stringify(fields)).digest("hex");
}

/** Walks the whole chain, a page at a time. */
export async function checkAudit(read: Db): Promise<AuditCheck> {
  let before = beginning;
  let lines = 0;
  for (;;) {
    const page = await read.selectFrom("audit").selectAll().where("number", ">", lines).orderBy("number").limit(1000).execute();
    if (page.length === 0) return { intact: true, lines, brokenAt: null, hash: lines > 0 ? before : null };
    for (const line of page) {
      if (line.number !== lines + 1 || line.hash !== hashOf(before, line)) return { intact: false, lines, brokenAt: lines + 1, hash: null };
      before = line.hash;
      lines++;
    }
  }
}
