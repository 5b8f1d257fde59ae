import { randomBytes } from "node:crypto";
import type { z } from "zod";
import { toHex } from "../../../firmware/src/base/bytes";
import { phone as technology } from "../../../firmware/src/wire/technology";
import type { newPhone, PhoneSecrets } from "../../api/phones";
import { allReaders } from "../directory/all-readers";
import type { Author, Directory, Edit } from "../directory/edit";
import { notFound } from "../refusal";
import type { GroupKey } from "./group-keys";
import type { PhoneKeys } from "./phone-keys";

const identifierBytes = 8;

interface Addition {
  person: number;
  wish: z.output<typeof newPhone>;
  keys: PhoneKeys;
}

/** A phone of a person, and its keys, which are shown this once. With the first one all readers learn to take phones. */
export async function addPhone(directory: Directory, author: Author, { person, wish, keys }: Addition): Promise<PhoneSecrets> {
  return directory.edit(author, async (edit) => {
    const { trx } = edit;
    if (!(await trx.selectFrom("person").select("id").where("id", "=", person).executeTakeFirst())) throw notFound("person", person);
    const identifier = Uint8Array.from(randomBytes(identifierBytes));
    const row = { person_id: person, technology, identifier, label: wish.label ?? "", enabled: 1, valid_from: 0, valid_until: 0, removed_at: null };
    const { id } = await trx.insertInto("credential").values(row).returning("id").executeTakeFirstOrThrow();
    const { key, sealed } = keys.make(identifier);
    const group = (await keys.groups.inForce(trx)) ?? (await firstGroup(edit, keys));
    await trx.insertInto("phone").values({ credential_id: id, key_sealed: sealed, group_id: group.id }).execute();
    const subject = { what: "credential", id, action: "add", detail: { person, technology: "phone" } } as const;
    return { subject, answer: { id, phoneKey: toHex(key), groupKey: toHex(group.key) } };
  });
}

async function firstGroup({ trx, nowS, resettle }: Edit, keys: PhoneKeys): Promise<GroupKey> {
  const group = await keys.groups.make(trx, { nowS, since: nowS });
  await resettle(await allReaders(trx));
  return group;
}
