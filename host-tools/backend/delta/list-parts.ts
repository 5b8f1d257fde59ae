import { sql } from "kysely";
import { flagRemoved } from "../../../firmware/src/wire/grant";
import { bodyListPart } from "../../../firmware/src/wire/message";
import type { Db } from "../store/open";
import type { PartWanted } from "./encode-part";
import { fullestPart, partRowsMax } from "./encode-part";
import type { Body } from "./since";

/** The text that the index reader_grant_place is made of. */
const place = sql<string>`(hex(substr(token, 4, 1)) || hex(substr(token, 3, 1)) || hex(substr(token, 2, 1)) || hex(substr(token, 1, 1)))`;

/**
 * The next part of the whole list of the reader with row number `reader`, as much as fits a frame. Nothing is kept between two
 * parts: each says how things are now, and what changed since the transfer began has a higher version than it ends with, so
 * deltas bring it (again).
 */
export async function listPart(read: Db, reader: number, wanted: PartWanted): Promise<Body> {
  const rows = await read
    .selectFrom("reader_grant")
    .selectAll()
    .where("reader", "=", reader)
    .where(sql<number>`flags & ${sql.lit(flagRemoved)}`, "=", sql.lit(0))
    .where(place, ">=", wanted.from.toString(16).toUpperCase().padStart(8, "0"))
    .orderBy(place)
    .limit(partRowsMax + 1)
    .execute();
  return { kind: bodyListPart, bytes: fullestPart(wanted, rows), more: true };
}
