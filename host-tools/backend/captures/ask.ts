import type { z } from "zod";
import { actionTrace } from "../../../firmware/src/wire/message";
import type { newTrace, TraceAnswer, TraceRow } from "../../api/traces";
import { enqueue } from "../directory/doors";
import type { Author, Directory } from "../directory/edit";
import { notFound } from "../refusal";
import type { Db } from "../store/open";

/** A reader that does not fetch the order by then does not begin. */
const fetchedWithinS = 60;
/** So long after its end a capture that has not come is not waited for any more. */
const graceS = 60;

/** Asks one reader to keep what passes on its front end's line. */
export async function askForTrace(
  directory: Directory,
  author: Author,
  ask: { reader: number; wish: z.infer<typeof newTrace> },
): Promise<TraceRow> {
  const { reader, wish } = ask;
  const id = await directory.edit(author, async (edit) => {
    const argument = wish.taps + wish.seconds * 256;
    const order = { reader, action: actionTrace, argument, expires_at: edit.nowS + fetchedWithinS };
    const command = await enqueue(directory, edit, order);
    const row = { reader, command, author: author.name, ...wish, asked_at: edit.nowS, done_at: null, lost: 0, trace: null };
    const { id } = await edit.trx.insertInto("capture").values(row).returning("id").executeTakeFirstOrThrow();
    return { subject: { what: "trace", id, action: "ask", detail: { reader, ...wish } }, answer: id };
  });
  return (await traceRows(directory.read, directory.nowS, id))[0]!;
}

/** Newest first. */
export async function traceRows(read: Db, nowS: number, only?: number): Promise<TraceRow[]> {
  let query = read
    .selectFrom("capture")
    .innerJoin("reader", "reader.num", "capture.reader")
    .selectAll("capture")
    .select(["reader.name", "reader.reader_id"]);
  if (only !== undefined) query = query.where("capture.id", "=", only);
  const rows = await query.orderBy("capture.id", "desc").limit(200).execute();
  return rows.map((row) => ({
    id: row.id,
    readerId: Buffer.from(row.reader_id).toString("hex"),
    readerName: row.name,
    author: row.author,
    taps: row.taps,
    seconds: row.seconds,
    askedAt: instant(row.asked_at),
    doneAt: row.done_at === null ? null : instant(row.done_at),
    state: row.done_at !== null ? "done" : row.asked_at + row.seconds + graceS < nowS ? "overdue" : "waiting",
    lost: row.lost,
  }));
}

const instant = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** One trace whole; the audit keeps who took it, since it shows cards. */
export async function readTrace(directory: Directory, author: Author, id: number): Promise<TraceAnswer> {
  const [row] = await traceRows(directory.read, directory.nowS, id);
  if (!row) throw notFound("trace", id);
  const { trace } = await directory.read.selectFrom("capture").select("trace").where("id", "=", id).executeTakeFirstOrThrow();
  if (trace !== null) {
    await directory.edit(author, async () => ({ subject: { what: "trace", id, action: "read" }, answer: undefined }));
  }
  return { ...row, text: trace };
}

export async function removeTrace(directory: Directory, author: Author, id: number): Promise<void> {
  await directory.edit(author, async (edit) => {
    const gone = await edit.trx.deleteFrom("capture").where("id", "=", id).executeTakeFirst();
    if (gone.numDeletedRows === 0n) throw notFound("trace", id);
    return { subject: { what: "trace", id, action: "remove" }, answer: undefined };
  });
}
