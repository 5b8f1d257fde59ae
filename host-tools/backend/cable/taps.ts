import { CompiledQuery } from "kysely";
import type { z } from "zod";
import { fromHex, toHex } from "../../../firmware/src/base/bytes";
import { decodeRecord } from "../../../firmware/src/wire/record";
import { uid } from "../../../firmware/src/wire/technology";
import type { TapsAnswer, tapsAtCable } from "../../api/cable";
import type { Author, Directory } from "../directory/edit";
import { findReader } from "../directory/readers";
import { credentialOfToken } from "../ingest/credential-of-token";
import type { Trx } from "../store/open";

interface Ask {
  id: string;
  told: z.output<typeof tapsAtCable>;
}

/** Whose the taps in a trace were that was taken over the cable; the audit keeps who asked, since it shows cards. */
export async function tapsOfCable(directory: Directory, author: Author, { id, told }: Ask): Promise<TapsAnswer> {
  return directory.edit(author, async ({ trx }) => {
    const reader = await findReader(trx, id);
    const uids: TapsAnswer["uids"] = [];
    for (const text of told.records) uids.push(await uidOf(trx, reader.num, decodeRecord(fromHex(text), 0).token));
    const door = await trx.selectFrom("door").select("assurance_min").where("id", "=", reader.door_id).executeTakeFirst();
    const detail = { taps: told.records.length, lost: told.lost };
    return {
      subject: { what: "reader", id, action: "trace over cable", detail },
      answer: { readerName: reader.name, assuranceMin: door?.assurance_min ?? 0, uids },
    };
  });
}

/** By what proves a card the trace shall not hold it. */
async function uidOf(trx: Trx, reader: number, token: Uint8Array | undefined): Promise<string | null> {
  if (!token) return null;
  const sought = CompiledQuery.raw(`select ${credentialOfToken("?1", "?2")} as id`, [reader, token]);
  const [row] = (await trx.executeQuery<{ id: number | null }>(sought)).rows;
  if (!row?.id) return null;
  const found = await trx
    .selectFrom("credential")
    .select("identifier")
    .where("id", "=", row.id)
    .where("technology", "=", uid)
    .executeTakeFirst();
  return found ? toHex(found.identifier) : null;
}
