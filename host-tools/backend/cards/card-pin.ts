import type { z } from "zod";
import type { cardPin, CardRow } from "../../api/cards";
import type { Author, Directory } from "../directory/edit";
import { cardById, cardRow } from "./card-row";
import { pinColumns } from "./pin-told";

interface Told {
  id: number;
  wish: z.output<typeof cardPin>;
}

/** Notes what the bench has done to a card, or found on it. Again: nothing new but the audit's line, for the digits may be others. */
export async function notePin(directory: Directory, author: Author, { id, wish }: Told): Promise<CardRow> {
  await directory.edit(author, async ({ trx, nowS }) => {
    const card = await cardById(trx, id);
    await trx.updateTable("card").set(pinColumns(card, wish.hasPin, nowS)).where("id", "=", id).execute();
    const subject = { what: "credential" as const, id: card.credential_id, action: `${verb(wish)} card PIN`, detail: { card: id, hasPin: wish.hasPin } };
    return { subject, answer: undefined };
  });
  return cardRow(directory.read, id);
}

function verb({ hasPin, found }: Told["wish"]): string {
  if (found) return "find";
  return hasPin ? "set" : "remove";
}
