import type { z } from "zod";
import { toHex } from "../../../firmware/src/base/bytes";
import { uid } from "../../../firmware/src/wire/technology";
import type { CredentialRow, credentialPatch, newCredential } from "../../api/directory";
import { technologyName, technologyNumber } from "../../api/names";
import { notFound, Refusal } from "../refusal";
import type { Db, Trx } from "../store/open";
import type { Credential } from "../store/tables";
import type { Author, Directory } from "./edit";
import { limitOf, secondsOf } from "./time";

/** Credentials with the UIDs of their cards, where the bench encoded them. */
export function credentialsOf(read: Db) {
  return read.selectFrom("credential").leftJoin("card", "card.credential_id", "credential.id").selectAll("credential").select("card.uid as card_uid");
}

/** What a credential proves itself by stays here; its number and its card's UID tell it from others. */
export function credentialRow(row: Credential & { card_uid: Uint8Array | null }): CredentialRow {
  const number = row.technology === uid ? row.identifier : row.card_uid;
  return {
    id: row.id,
    personId: row.person_id,
    technology: technologyName(row.technology),
    uid: number && toHex(number),
    label: row.label,
    enabled: row.enabled === 1,
    validFrom: limitOf(row.valid_from),
    validUntil: limitOf(row.valid_until),
  };
}

interface Addition {
  person: number;
  wish: z.infer<typeof newCredential>;
}

export async function addCredential(directory: Directory, author: Author, { person, wish }: Addition): Promise<CredentialRow> {
  const id = await directory.edit(author, async (edit) => {
    const { trx } = edit;
    const owner = await trx.selectFrom("person").select("id").where("id", "=", person).executeTakeFirst();
    if (!owner) throw notFound("person", person);
    const technology = technologyNumber(wish.technology);
    const identifier = Buffer.from(wish.identifier, "hex");
    await refuseTaken(trx, technology, identifier);
    const row = { person_id: person, technology, identifier, label: wish.label ?? "", enabled: 1, removed_at: null };
    const limits = await limitsOf(trx, wish, { valid_from: 0, valid_until: 0 });
    const { id } = await trx
      .insertInto("credential")
      .values({ ...row, ...limits })
      .returning("id")
      .executeTakeFirstOrThrow();
    await edit.regrant({ people: [person] });
    const detail = { person, technology: wish.technology };
    return { subject: { what: "credential", id, action: "add", detail }, answer: id };
  });
  return credentialById(directory.read, id);
}

interface Patch {
  id: number;
  patch: z.infer<typeof credentialPatch>;
}

export async function changeCredential(directory: Directory, author: Author, { id, patch }: Patch): Promise<CredentialRow> {
  await directory.edit(author, async (edit) => {
    const row = await inUse(edit.trx, id);
    const limits = await limitsOf(edit.trx, patch, row);
    const enabled = patch.enabled === undefined ? row.enabled : Number(patch.enabled);
    const next = { ...limits, enabled, label: patch.label ?? row.label };
    await edit.trx.updateTable("credential").set(next).where("id", "=", id).execute();
    await edit.regrant({ people: [row.person_id] });
    const detail = { fields: Object.keys(patch), enabled: patch.enabled };
    return { subject: { what: "credential", id, action: "change", detail }, answer: undefined };
  });
  return credentialById(directory.read, id);
}

export async function removeCredential(directory: Directory, author: Author, id: number): Promise<void> {
  await directory.edit(author, async (edit) => {
    const row = await inUse(edit.trx, id);
    await edit.trx.updateTable("credential").set({ removed_at: edit.nowS }).where("id", "=", id).execute();
    await edit.regrant({ people: [row.person_id] });
    return { subject: { what: "credential", id, action: "remove", detail: { person: row.person_id } }, answer: undefined };
  });
}

async function credentialById(read: Db, id: number): Promise<CredentialRow> {
  return credentialRow(await credentialsOf(read).where("credential.id", "=", id).executeTakeFirstOrThrow());
}

async function inUse(trx: Trx, id: number): Promise<Credential> {
  const query = trx.selectFrom("credential").selectAll().where("id", "=", id).where("removed_at", "is", null);
  const row = await query.executeTakeFirst();
  if (!row) throw notFound("credential", id);
  return row;
}

async function refuseTaken(trx: Trx, technology: number, identifier: Uint8Array): Promise<void> {
  const holder = await trx
    .selectFrom("credential")
    .innerJoin("person", "person.id", "credential.person_id")
    .select("person.name")
    .where("technology", "=", technology)
    .where("identifier", "=", identifier)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  if (!holder) return;
  const hint = "Remove it there first, or look at that person.";
  throw new Refusal(409, "CREDENTIAL_TAKEN", `this credential belongs to ${holder.name}`, hint);
}

interface Limits {
  validFrom?: string | null | undefined;
  validUntil?: string | null | undefined;
}

/** Undefined leaves a limit as it was in `before`, null takes it away. */
async function limitsOf(trx: Trx, wish: Limits, before: Pick<Credential, "valid_from" | "valid_until">) {
  const { utc_offset_min } = await trx.selectFrom("site").select("utc_offset_min").executeTakeFirstOrThrow();
  const { validFrom, validUntil } = wish;
  return {
    valid_from: validFrom === undefined ? before.valid_from : secondsOf(validFrom, "from", utc_offset_min),
    valid_until: validUntil === undefined ? before.valid_until : secondsOf(validUntil, "until", utc_offset_min),
  };
}
