import { sql } from "kysely";
import { flagGranted, tap } from "../../../firmware/src/wire/record";
import type { FirstStep, FirstStepName, StepState } from "../../api/first-steps";
import { firstStepNames } from "../../api/first-steps";
import { alwaysSchedule } from "../delta/reader-settings";
import type { Contacts } from "../link/contact";
import { enrolled } from "../store/enrolled";
import type { Db } from "../store/open";

/** How far a site has come, by nothing but what is in it: who does a step by another way than the console has done it too. */
export async function firstSteps(read: Db, contacts: Contacts): Promise<FirstStep[]> {
  const states: Record<FirstStepName, StepState> = {
    door: (await hasDoor(read)) ? "done" : "open",
    reader: await readerState(read, contacts),
    level: (await hasLevel(read)) ? "done" : "open",
    person: await personState(read),
    card: (await hasCard(read)) ? "done" : "open",
    tap: await tapState(read),
    hours: (await hasHours(read)) ? "done" : "open",
  };
  return firstStepNames.map((name) => ({ name, state: states[name], needed: name !== "hours" }));
}

async function hasDoor(read: Db): Promise<boolean> {
  return (await read.selectFrom("door").select("id").where("removed_at", "is", null).limit(1).execute()).length > 0;
}

async function readerState(read: Db, contacts: Contacts): Promise<StepState> {
  const rows = await read.selectFrom("reader").select("num").where(enrolled()).where("door_id", "is not", null).execute();
  if (rows.some(({ num }) => contacts.get(num)?.lastSeenMs !== undefined)) return "done";
  return rows.length > 0 ? "begun" : "open";
}

async function hasLevel(read: Db): Promise<boolean> {
  return (await read.selectFrom("level_door").select("level_id").limit(1).execute()).length > 0;
}

async function personState(read: Db): Promise<StepState> {
  const entitled = read.selectFrom("person_level").innerJoin("level_door", "level_door.level_id", "person_level.level_id");
  if ((await entitled.select("person_id").limit(1).execute()).length > 0) return "done";
  return (await read.selectFrom("person").select("id").limit(1).execute()).length > 0 ? "begun" : "open";
}

/** A phone is a card here: it is a credential of somebody too. */
async function hasCard(read: Db): Promise<boolean> {
  return (await read.selectFrom("credential").select("id").where("removed_at", "is", null).limit(1).execute()).length > 0;
}

/** Those of known cards are found by their index, the granted among them first of all on any site that is at work. */
async function tapState(read: Db): Promise<StepState> {
  const taps = read.selectFrom("event").select("id").where("type", "=", tap).limit(1);
  const granted = taps.where("credential_id", "is not", null).where(sql<boolean>`flags & ${flagGranted}`);
  if ((await granted.execute()).length > 0) return "done";
  return (await taps.execute()).length > 0 ? "begun" : "open";
}

async function hasHours(read: Db): Promise<boolean> {
  return (await read.selectFrom("level").select("id").where("schedule_id", "!=", alwaysSchedule).limit(1).execute()).length > 0;
}
