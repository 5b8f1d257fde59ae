import { CompiledQuery } from "kysely";
import type { z } from "zod";
import { fromHex, toHex } from "../../../firmware/src/base/bytes";
import { decodeRecord } from "../../../firmware/src/wire/record";
import type { TapsAnswer, tapsAtCable } from "../../api/cable";
import { technologyName } from "../../api/names";
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
    const credentials: TapsAnswer["credentials"] = [];
    for (const text of told.records) credentials.push(await credentialOf(trx, reader.num, decodeRecord(fromHex(text), 0).token));
    const door = await trx.selectFrom("door").select("assurance_min").where("id", "=", reader.door_id).executeTakeFirst();
    const detail = { taps: told.records.length, lost: told.lost };
    return {
      subject: { what: "reader", id, action: "trace over cable", detail },
      answer: { readerName: reader.name, assuranceMin: door?.assurance_min ?? 0, credentials },
    };
  });
}

async function credentialOf(trx: Trx, reader: number, token: Uint8Array | undefined): Promise<TapsAnswer["credentials"][number]> {
  if (!token) return null;
  const sought = CompiledQuery.raw(`select ${credentialOfToken("?1", "?2")} as id`, [reader, token]);
  const [row] = (await trx.executeQuery<{ id: number | null }>(sought)).rows;
  if (!row?.id) return null;
  const found = await trx
    .selectFrom("credential")
    .select(["technology", "identifier"])
    .where("id", "=", row.id)
    .executeTakeFirst();
  return found ? { technology: technologyName(found.technology), identifier: toHex(found.identifier) } : null;
}
