import { concat } from "../../../firmware/src/base/bytes";
import type { Bytes } from "../../../firmware/src/base/bytes";
import { pack } from "../../../firmware/src/base/pack";
import { cardKeyBytes, encodeGrant, flagDisabled, flagRemoved } from "../../../firmware/src/wire/grant";
import { bodyDelta, bodyKeyedDelta, bodyRemovals, deltaFormat, deltaGrantsMax, keyedDeltaGrantsMax } from "../../../firmware/src/wire/message";
import { sql } from "kysely";
import type { Db } from "../store/open";
import type { ReaderGrant } from "../store/tables";

/**
 * A part of the news: kind and bytes of the body, and whether the reader should ask again at once. It should after every part of
 * its list, also the last: the version it then names is the receipt that screens wait for.
 */
export interface Body {
  kind: number;
  bytes: Bytes;
  more: boolean;
}

export interface Held {
  reader: number;
  /** Version of the list the reader says it has, and through which removals it knows. */
  listVersion: number;
  removalsThrough: number;
  /** The newest version of its list here. */
  newest: number;
  /** It is being sent the whole list, which ends with `listVersion`. */
  learning: boolean;
}

/** The next grants in the order of their versions. */
export async function deltaSince(read: Db, held: Held): Promise<Body | undefined> {
  if (held.listVersion >= held.newest) return undefined;
  return bodyOf(bodyDelta, held.listVersion, held.newest, await since(read, held.reader, held.listVersion).execute());
}

/** Removals and disablings ahead of everything else, when they would otherwise wait: behind settings or a command (`behind`), or behind more than one delta. */
export async function removalsSince(read: Db, held: Held, behind: boolean): Promise<Body | undefined> {
  const known = Math.max(held.listVersion, held.removalsThrough);
  if (known >= held.newest) return undefined;
  if (!behind && !held.learning && held.newest - held.listVersion <= deltaGrantsMax) return undefined;
  const barring = sql.lit(flagRemoved | flagDisabled);
  const query = since(read, held.reader, known).where(sql<number>`flags & ${barring}`, "<>", sql.lit(0));
  const rows = await query.execute();
  return rows.length > 0 ? bodyOf(bodyRemovals, known, held.newest, rows) : undefined;
}

function since(read: Db, reader: number, version: number) {
  return read
    .selectFrom("reader_grant")
    .selectAll()
    .where("reader", "=", reader)
    .where("version", ">", version)
    .orderBy("version")
    .limit(deltaGrantsMax + 1);
}

/** One row too many was asked for: it tells whether more waits. The last part ends at the newest version. */
function bodyOf(kind: number, from: number, newest: number, rows: ReaderGrant[]): Body {
  const keyed = kind === bodyDelta && rows.some((row) => row.card_key);
  const most = keyed ? keyedDeltaGrantsMax : deltaGrantsMax;
  const taken = rows.slice(0, most);
  const to = rows.length > most ? taken.at(-1)!.version : newest;
  const grants = taken.flatMap((row) => (keyed ? [grantOf(row), row.card_key ?? noKey] : [grantOf(row)]));
  const bytes = concat([pack(deltaFormat, [from, to, taken.length]), ...grants]);
  return { kind: keyed ? bodyKeyedDelta : kind, bytes, more: true };
}

const noKey = new Uint8Array(cardKeyBytes).fill(255);

function grantOf(row: ReaderGrant): Bytes {
  const { token, levels, valid_from: validFrom, valid_until: validUntil, flags } = row;
  return encodeGrant({ token, levels, validFrom, validUntil, flags });
}
