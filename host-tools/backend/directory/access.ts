import { decide } from "../../../firmware/src/access/decide";
import type { Verdict } from "../../../firmware/src/access/decide";
import { doorUnlocked, pinNotOnCard, unknownCredential } from "../../../firmware/src/access/reason";
import type { Grant } from "../../../firmware/src/wire/grant";
import { flagDisabled, flagExtended } from "../../../firmware/src/wire/grant";
import { phone } from "../../../firmware/src/wire/technology";
import { decodeSettings, policyAskPin } from "../../../firmware/src/wire/settings";
import type { AccessAnswer } from "../../api/directory";
import { reasonName, technologyName } from "../../api/names";
import { notFound } from "../refusal";
import type { Db } from "../store/open";
import type { Credential, Reader } from "../store/tables";
import { standingDoor } from "./standing-door";
import { isoOf } from "./time";

interface AccessQuestion {
  door: number;
  person: number;
  /** Unix seconds. */
  at: number;
}

/**
 * Can this person pass this door, and if not, why: the readers' own decision, run on what the readers of that door hold or
 * are about to get. A door without a reader knows nobody.
 */
export async function explainAccess(read: Db, question: AccessQuestion): Promise<AccessAnswer> {
  await mustExist(read, question);
  const reader = await read.selectFrom("reader").selectAll().where("door_id", "=", question.door).executeTakeFirst();
  const held = read.selectFrom("credential").selectAll().where("person_id", "=", question.person).where("removed_at", "is", null);
  const credentials = [];
  for (const credential of await held.orderBy("id").execute()) {
    const verdict = reader ? await verdictFor(read, reader, { credential, at: question.at }) : nobody;
    credentials.push({
      credentialId: credential.id,
      technology: technologyName(credential.technology),
      granted: verdict.granted,
      reason: reasonName(verdict.reason),
      unlockMs: verdict.unlockMs,
    });
  }
  const best = credentials.find((row) => row.granted) ?? credentials[0];
  const reason = best?.reason ?? reasonName(unknownCredential);
  return { at: isoOf(question.at), granted: best?.granted ?? false, reason, credentials };
}

const nobody: Verdict = { granted: false, reason: unknownCredential, unlockMs: 0 };

async function verdictFor(read: Db, reader: Reader, asked: { credential: Credential; at: number }): Promise<Verdict> {
  const settings = decodeSettings(reader.settings);
  const { technology } = asked.credential;
  const lease = technology === phone ? await leaseOf(read, reader, asked.credential.id) : undefined;
  const grant = technology === phone ? lease?.grant : await grantOf(read, reader.num, asked.credential.id);
  const verdict = decide({ grant, technology, unlocked: lease?.unlocked, now: asked.at, clockSure: true, mode: settings.mode, settings });
  const asks = settings.policies & policyAskPin && technology !== phone && verdict.granted && verdict.reason !== doorUnlocked;
  return asks && (await lacksPin(read, asked.credential.id)) ? { granted: false, reason: pinNotOnCard, unlockMs: 0 } : verdict;
}

/** A card that the bench has told to be without one; of others only the reader finds out, when it asks. */
async function lacksPin(read: Db, credential: number): Promise<boolean> {
  const row = await read.selectFrom("card").select("id").where("credential_id", "=", credential).where("has_pin", "=", 0).executeTakeFirst();
  return row !== undefined;
}

async function grantOf(read: Db, reader: number, credential: number): Promise<Grant | undefined> {
  const row = await read
    .selectFrom("reader_grant")
    .selectAll()
    .where("reader", "=", reader)
    .where("credential_id", "=", credential)
    .where("part", "=", 0)
    .executeTakeFirst();
  return (
    row && { token: row.token, levels: row.levels, validFrom: row.valid_from, validUntil: row.valid_until, flags: row.flags }
  );
}

/** What the phone brings along: its newest lease; one taken back is as good as disabled. */
async function leaseOf(read: Db, reader: Reader, credential: number): Promise<{ grant: Grant; unlocked: boolean } | undefined> {
  const query = read.selectFrom("lease").selectAll().where("reader", "=", reader.num).where("credential_id", "=", credential);
  const row = await query.orderBy("id", "desc").executeTakeFirst();
  if (!row) return undefined;
  const flags = (row.revoked_at === null ? 0 : flagDisabled) | (row.extended ? flagExtended : 0);
  const grant = { token: row.token, levels: row.levels, validFrom: row.valid_from, validUntil: row.valid_until, flags };
  return { grant, unlocked: row.unlocked === 1 };
}

async function mustExist(read: Db, question: AccessQuestion): Promise<void> {
  await standingDoor(read, question.door);
  const person = await read.selectFrom("person").select("id").where("id", "=", question.person).executeTakeFirst();
  if (!person) throw notFound("person", question.person);
}
