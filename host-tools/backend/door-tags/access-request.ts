import { sql } from "kysely";
import type { z } from "zod";
import type { Verdict } from "../../../firmware/src/access/decide";
import { decide } from "../../../firmware/src/access/decide";
import { unknownCredential } from "../../../firmware/src/access/reason";
import { fromHex } from "../../../firmware/src/base/bytes";
import { actionUnlock } from "../../../firmware/src/wire/message";
import { flagDisabled, flagExtended, type Grant } from "../../../firmware/src/wire/grant";
import { decodeSettings, policyAskPin } from "../../../firmware/src/wire/settings";
import { ntag, ntag424 } from "../../../firmware/src/wire/technology";
import type { accessRequest, AccessRequestAnswer } from "../../api/door-tags";
import { reasonName } from "../../api/names";
import { enqueue, readersOf, unlockCommandSeconds } from "../directory/doors";
import type { Directory } from "../directory/edit";
import { standingDoor } from "../directory/standing-door";
import type { Trx } from "../store/open";
import type { Reader } from "../store/tables";
import type { TagSecrets } from "./door-tags";
import { takeTap } from "./door-tags";

/** Proved that it is at the door, not that it is the person: a dynamic message (design: assurance 2), between a static tag and a card's proof. */
const tagAssurance = 2;

interface Request {
  person: number;
  wish: z.output<typeof accessRequest>;
  secrets: TagSecrets;
}

/**
 * A person's phone has read the tag of a door: the tag's word is checked first and spent, whatever comes of it; then the
 * readers' own decision on the person's rights there; granted, the door's readers are told to open. Who asked, where and why it was
 * decided so is one line of the audit.
 */
export async function requestAccess(directory: Directory, { person, wish, secrets }: Request): Promise<AccessRequestAnswer> {
  return directory.edit({ name: `person ${person}` }, async (edit) => {
    const { trx } = edit;
    const door = await standingDoor(trx, wish.doorId);
    const proof = await takeTap(trx, secrets, { door: door.id, encrypted: fromHex(wish.e), mac: fromHex(wish.c), nowS: edit.nowS });
    const { granted, reason, unlockMs } = await verdictAt(trx, door.id, { person, at: edit.nowS });
    const readers = granted ? await readersOf(trx, door.id) : [];
    const order = { action: actionUnlock, argument: unlockMs || door.unlock_ms, expires_at: edit.nowS + unlockCommandSeconds };
    for (const reader of readers) await enqueue(directory, edit, { reader, ...order });
    const sent = readers.filter((num) => directory.contacts.get(num)?.peer).length;
    const answer = { granted, reason: reasonName(reason), doorName: door.name, readers: readers.length, sent };
    const detail = { granted, reason: answer.reason, tag: proof.tag, counter: proof.counter };
    return { subject: { what: "door", id: door.id, action: "access request", detail }, answer };
  });
}

async function verdictAt(trx: Trx, door: number, { person, at }: { person: number; at: number }): Promise<Verdict> {
  const reader = await trx.selectFrom("reader").selectAll().where("door_id", "=", door).executeTakeFirst();
  if (!reader) return { granted: false, reason: unknownCredential, unlockMs: 0 };
  const settings = decodeSettings(reader.settings);
  /* No technology has this assurance; a door that asks for more, or for a PIN that nobody types here, is told of the next weaker one. */
  const tooMuch = settings.assuranceMin > tagAssurance || (settings.policies & policyAskPin) !== 0;
  const technology = tooMuch ? ntag : ntag424;
  return decide({ grant: await rightsOf(trx, reader, person), technology, now: at, clockSure: true, mode: settings.mode, settings });
}

/** The person's levels at this reader, as a grant of the list would hold them. */
async function rightsOf(trx: Trx, reader: Reader, person: number): Promise<Grant | undefined> {
  const who = await trx.selectFrom("person").select(["enabled", "extended"]).where("id", "=", person).executeTakeFirst();
  if (!who) return undefined;
  const { levels } = await trx
    .selectFrom("person_level")
    .innerJoin("reader_level", "reader_level.level_id", "person_level.level_id")
    .select(sql<number | null>`sum(1 << reader_level.bit)`.as("levels"))
    .where("person_level.person_id", "=", person)
    .where("reader_level.reader", "=", reader.num)
    .executeTakeFirstOrThrow();
  const flags = (who.enabled ? 0 : flagDisabled) | (who.extended ? flagExtended : 0);
  return { token: new Uint8Array(0), levels: levels ?? 0, validFrom: 0, validUntil: 0, flags };
}
