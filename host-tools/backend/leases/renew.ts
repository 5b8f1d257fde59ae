import { timingSafeEqual } from "node:crypto";
import { sql } from "kysely";
import type { z } from "zod";
import type { Bytes } from "../../../firmware/src/base/bytes";
import { fromHex, toHex } from "../../../firmware/src/base/bytes";
import type { IssuedLease, RefusedLease, renewal, RenewalAnswer } from "../../api/phones";
import { renewalProofOf } from "../../keys/phone";
import type { Directory } from "../directory/edit";
import type { Tokens } from "../delta/tokens";
import { Refusal } from "../refusal";
import type { Db, Trx } from "../store/open";
import type { Lease } from "../store/tables";
import type { GroupKeys } from "./group-keys";
import { LeaseMaker, leasedReaders, phoneInUse, type Holder } from "./lease-maker";
import type { PhoneKeys } from "./phone-keys";

/** A phone's clock may be off by no more. */
const clockSlackSeconds = 300;

interface Renewal {
  wish: z.output<typeof renewal>;
  keys: PhoneKeys;
  tokens: Tokens;
}

/**
 * What a phone asks by itself: the next leases in the place of those that renew, for as long again, as soon as half of one is over or
 * the phone does not have it. Of each reader the newest counts: what was taken back comes back by an administrator alone.
 * What cannot be given is told with its cause. Throws PHONE_UNPROVED, PHONE_TIME.
 */
export async function renewLeases(directory: Directory, { wish, keys, tokens }: Renewal): Promise<RenewalAnswer> {
  const phone = wish.phone;
  const holder = await phoneInUse(directory.read, phone);
  if (!holder || !proves(keys, holder, wish)) throw unproved();
  if (Math.abs(wish.time - directory.nowS) > clockSlackSeconds || wish.time <= holder.asked_at) throw otherTime();
  const groups = () => keys.groups.sharedWith(keys.keyOf(holder), directory.read);
  const gained = await gainedGroup(directory.read, holder, wish, keys.groups);
  if (!gained && (await due(directory.read, wish, directory.nowS)).length === 0) return { rows: [], refused: [], groups: await groups() };
  const given = await directory.edit({ name: `phone ${phone}` }, async ({ trx, nowS }) => {
    const asked = trx.updateTable("phone").set({ asked_at: wish.time }).where("credential_id", "=", phone).where("asked_at", "<", wish.time);
    if ((await asked.executeTakeFirst()).numUpdatedRows !== 1n) throw otherTime();
    if (gained) await trx.updateTable("phone").set({ group_id: gained }).where("credential_id", "=", phone).execute();
    const maker = await LeaseMaker.of({ trx, nowS, phone, holder, keys, tokens });
    const rows: IssuedLease[] = [];
    const refused: RefusedLease[] = [];
    for (const old of await due(trx, wish, nowS)) {
      const reader = await leasedReaders(trx).where("reader.num", "=", old.reader).executeTakeFirst();
      if (!reader) continue;
      const made = await maker.make(reader, { seconds: old.seconds, unlocked: old.unlocked === 1, renews: true });
      if (made instanceof Refusal) refused.push({ lease: old.id, code: made.code, message: made.message, hint: made.hint });
      else rows.push(made);
    }
    const detail = { leases: rows.map((row) => row.id), ...(gained && { groupKey: true }), ...(refused.length > 0 && { refused: refused.map(({ lease, code }) => ({ lease, code })) }) };
    return { subject: { what: "credential", id: phone, action: "renew", detail }, answer: { rows, refused } };
  });
  return { ...given, groups: await groups() };
}

function proves(keys: PhoneKeys, holder: Holder, { phone, time, held, groups, proof }: Renewal["wish"]): boolean {
  const asked = { phone, time, held: held.map(fromHex), groups: groups?.map(fromHex) };
  return timingSafeEqual(renewalProofOf(keys.cipher, keys.keyOf(holder), asked), fromHex(proof));
}

/** The newest group key, where the phone says for the first time that it holds it. */
async function gainedGroup(read: Db, holder: Holder, { groups = [] }: Renewal["wish"], keys: GroupKeys): Promise<Bytes | undefined> {
  const newest = await keys.unheld(read, holder.group_id);
  return newest && groups.includes(toHex(newest.id)) ? newest.id : undefined;
}

/** The newest leases of a phone, one of each reader, that are to be replaced. */
async function due(read: Db | Trx, { phone, held }: Renewal["wish"], nowS: number): Promise<Lease[]> {
  const newest = read.selectFrom("lease").select(sql<number>`max(id)`.as("id")).where("credential_id", "=", phone).groupBy("reader");
  const rows = await read.selectFrom("lease").selectAll().where("id", "in", newest).where("renews", "=", 1).where("revoked_at", "is", null).execute();
  return rows.filter((one) => !held.includes(toHex(one.lease_id)) || nowS >= (one.valid_from + one.valid_until) / 2);
}

function unproved(): Refusal {
  return new Refusal(401, "PHONE_UNPROVED", "no phone of this site proved this request", "Enrol the phone anew if it was removed; its key is of no use then.");
}

function otherTime(): Refusal {
  return new Refusal(409, "PHONE_TIME", "the request's time is not now, or it was made before", "Ask again with the time of this answer's Date header.");
}
