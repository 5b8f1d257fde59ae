import type { GroupKeyState } from "../../api/phones";
import { allReaders } from "../directory/all-readers";
import type { Author, Directory, Edit } from "../directory/edit";
import { Refusal } from "../refusal";
import type { Trx } from "../store/open";
import { groupKeyState, groupRenewal, switchAt } from "./group-key-state";
import type { GroupKey, GroupKeys } from "./group-keys";

/*
 * A new group key goes to the phones first, with what they ask for anyway; they take readers by any key they were given. When all that
 * can open a door have it, the readers get it with their settings, and when the last reader has, phones are told to forget the former one.
 */

interface Renewal {
  /** Readers get the next key at once; a phone without it opens nothing until it has asked. */
  now: boolean;
  groups: GroupKeys;
}

/** Makes the next group key; with `now`, that one or the one that phones are fetching goes to the readers at once. Throws GROUP_KEY_NONE, GROUP_KEY_UNDER_WAY. */
export async function renewGroupKey(directory: Directory, author: Author, { now, groups }: Renewal): Promise<GroupKeyState> {
  await directory.edit(author, async (edit) => {
    const { inForce, next } = await groupRenewal(edit.trx, groups, edit.nowS);
    if (!inForce) throw none();
    if (next && !now) throw underWay();
    const made = next ?? (await groups.make(edit.trx, { nowS: edit.nowS, since: null }));
    if (now) await giveToReaders(edit, made);
    return { subject: { what: "site", id: null, action: now ? "new group key now" : "new group key" }, answer: undefined };
  });
  return groupKeyState(directory.read, groups, directory.nowS);
}

/** What comes by itself: the next key goes to the readers, a former one is forgotten. */
export async function followGroupKey(directory: Directory, groups: GroupKeys): Promise<void> {
  const { next, former, behind, readers } = await groupRenewal(directory.read, groups, directory.nowS);
  if (next && (behind.length === 0 || directory.nowS >= switchAt(next))) {
    await byClock(directory, "group key to readers", (edit) => giveToReaders(edit, next));
  } else if (former.length > 0 && readers.length === 0) {
    await byClock(directory, "forget former group key", ({ trx }) => forget(trx, former));
  }
}

function byClock(directory: Directory, action: string, work: (edit: Edit) => Promise<void>): Promise<void> {
  return directory.edit({ name: "clock" }, async (edit) => ({ subject: { what: "site", id: null, action }, answer: await work(edit) }));
}

async function forget(trx: Trx, former: GroupKey[]): Promise<void> {
  for (const { id } of former) await trx.deleteFrom("group_key").where("id", "=", id).execute();
}

/** Later than the one before, whatever the clock says. */
async function giveToReaders({ trx, nowS, resettle }: Edit, { id }: GroupKey): Promise<void> {
  const { last } = await trx.selectFrom("group_key").select(({ fn }) => fn.max("since").as("last")).executeTakeFirstOrThrow();
  await trx.updateTable("group_key").set({ since: Math.max(nowS, (last ?? 0) + 1) }).where("id", "=", id).execute();
  await resettle(await allReaders(trx));
}

function none(): Refusal {
  return new Refusal(409, "GROUP_KEY_NONE", "this site has no phone yet, and so no group key", "The first phone makes one: `latchkey phone add`.");
}

function underWay(): Refusal {
  const hint = "Wait until all phones have it, or give it to the readers at once: `latchkey phone renew-group-key --now`.";
  return new Refusal(409, "GROUP_KEY_UNDER_WAY", "phones are fetching the next group key already", hint);
}
