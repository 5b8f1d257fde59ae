import type { SelectQueryBuilder } from "kysely";
import { sql } from "kysely";
import { flagDisabled, flagExtended, flagRemoved } from "../../../firmware/src/wire/grant";
import { phone } from "../../../firmware/src/wire/technology";
import { cardTechnologies } from "../../api/cards";
import { technologyNumber } from "../../api/names";
import type { CardKeys, CardMaster } from "../cards/card-keys";
import { BulkInsert } from "../store/bulk";
import type { Trx } from "../store/open";
import type { ReaderGrant, Tables } from "../store/tables";
import type { TokenOf, Tokens } from "./tokens";

/** Whose grants may have changed: those of some people at every reader, or all of one reader. */
export type Scope = { people: number[] } | { reader: number };

const peopleAtOnce = 400;
const credentialsAtOnce = 5000;

const writeGrants = new BulkInsert(
  "insert into reader_grant (reader, token, credential_id, levels, valid_from, valid_until, flags, version, card_key, part)",
  "(?,?,?,?,?,?,?,?,?,?)",
  `on conflict (reader, token) do update set credential_id = excluded.credential_id, levels = excluded.levels,
   valid_from = excluded.valid_from, valid_until = excluded.valid_until, flags = excluded.flags, version = excluded.version,
   card_key = excluded.card_key, part = excluded.part`,
);

/** What a row's token and key are made with. */
export interface GrantKeys {
  tokens: Tokens;
  cards: CardKeys;
}

interface Wanted {
  credential_id: number;
  technology: number;
  identifier: Uint8Array;
  valid_from: number;
  valid_until: number;
  enabled: number;
  extended: number;
  reader: number;
  levels: number;
  part: number;
  /** Of the card that the credential lies on, where the bench encoded it. */
  uid: Uint8Array | null;
  key_version: number | null;
}

/**
 * Brings the readers' lists in line with the directory, inside the transaction of the edit. Every row that changes gets the next
 * version of its reader's list, so a delta can be asked for since any version. Tells whose lists changed. Between portions `rest` is
 * awaited, so that a great change does not keep the process from everything else.
 */
export async function regrant(trx: Trx, keys: GrantKeys, scope: Scope, rest?: () => Promise<void>): Promise<Set<number>> {
  const changed = new Set<number>();
  for await (const portion of portions(trx, scope)) {
    const rows = differences((await portion.wanted).flatMap(withCard), await portion.held);
    for (const reader of await write(trx, keys, rows)) changed.add(reader);
    await rest?.();
  }
  return changed;
}

interface Portion {
  wanted: Promise<Wanted[]>;
  held: Promise<ReaderGrant[]>;
}

async function* portions(trx: Trx, scope: Scope): AsyncGenerator<Portion> {
  if ("people" in scope) yield* portionsOfPeople(trx, scope.people);
  else yield* portionsOfReader(trx, scope.reader);
}

function* portionsOfPeople(trx: Trx, people: number[]): Generator<Portion> {
  for (let at = 0; at < people.length; at += peopleAtOnce) {
    const some = people.slice(at, at + peopleAtOnce);
    yield {
      wanted: wantedRows(trx, (query) => query.where("person.id", "in", some)),
      held: trx
        .selectFrom("reader_grant")
        .innerJoin("credential", "credential.id", "reader_grant.credential_id")
        .selectAll("reader_grant")
        .where("credential.person_id", "in", some)
        .where("credential.technology", "<>", phone)
        .execute(),
    };
  }
}

async function* portionsOfReader(trx: Trx, reader: number): AsyncGenerator<Portion> {
  const { last } = await trx
    .selectFrom("credential")
    .select((all) => all.fn.max("id").as("last"))
    .executeTakeFirstOrThrow();
  for (let from = 1; from <= (last ?? 0); from += credentialsAtOnce) {
    const to = from + credentialsAtOnce;
    yield {
      wanted: wantedRows(trx, (query) =>
        query.where("reader.num", "=", reader).where("credential.id", ">=", from).where("credential.id", "<", to),
      ),
      held: trx
        .selectFrom("reader_grant")
        .selectAll()
        .where("reader", "=", reader)
        .where("credential_id", "not in", trx.selectFrom("phone").select("phone.credential_id"))
        .where("credential_id", ">=", from)
        .where("credential_id", "<", to)
        .execute(),
    };
  }
}

type Query = ReturnType<typeof joined>;
type Narrowed = SelectQueryBuilder<Tables, "credential" | "person" | "person_level" | "reader_level" | "reader", object>;

function joined(trx: Trx) {
  return trx
    .selectFrom("credential")
    .innerJoin("person", "person.id", "credential.person_id")
    .innerJoin("person_level", "person_level.person_id", "person.id")
    .innerJoin("reader_level", "reader_level.level_id", "person_level.level_id")
    .innerJoin("reader", "reader.num", "reader_level.reader")
    .leftJoin("card", "card.credential_id", "credential.id");
}

/** Phones bring leases instead of being on the list (backend/leases). One row for each credential in use and each reader that a level of its owner leads to. */
async function wantedRows(trx: Trx, narrow: (query: Narrowed) => Narrowed): Promise<Wanted[]> {
  const rows = await (narrow(joined(trx) as unknown as Narrowed) as unknown as Query)
    .select(["credential.id as credential_id", "credential.technology", "credential.identifier"])
    .select(["credential.valid_from", "credential.valid_until", "person.extended", "reader.num as reader", "card.uid", "card.key_version"])
    .select(sql<number>`credential.enabled & person.enabled`.as("enabled"))
    .select(sql<number>`sum(1 << reader_level.bit)`.as("levels"))
    .where("credential.removed_at", "is", null)
    .where("credential.technology", "<>", phone)
    .groupBy(["credential.id", "reader.num"])
    .execute();
  return rows.map((row) => ({ ...row, part: 0 }));
}

/**
 * A card's key lies under its UID, which every card shows, and opens nothing; the rights lie under the credential id, which only
 * who knows the key can read. So a reader that was taken apart gives neither an id nor a right anywhere.
 */
function withCard(row: Wanted): Wanted[] {
  if (!row.uid || !row.key_version) return [row];
  return [row, { ...row, part: 1, identifier: row.uid, valid_from: 0, valid_until: 0, enabled: 1, extended: 0, levels: 0 }];
}

interface Change extends Omit<ReaderGrant, "token" | "version" | "card_key"> {
  token: Uint8Array | undefined;
  credential: Wanted | undefined;
}

function differences(wanted: Wanted[], held: ReaderGrant[]): Change[] {
  const before = new Map(held.map((row) => [keyOf(row), row]));
  const changes: Change[] = [];
  for (const want of wanted) {
    const has = before.get(keyOf(want));
    before.delete(keyOf(want));
    const flags = (want.enabled ? 0 : flagDisabled) | (want.extended ? flagExtended : 0);
    if (has && same(has, want, flags)) continue;
    const { credential_id, reader, levels, valid_from, valid_until, part } = want;
    changes.push({ credential_id, reader, levels, valid_from, valid_until, part, flags, token: has?.token, credential: want });
  }
  for (const gone of before.values()) if (!(gone.flags & flagRemoved)) changes.push(removalOf(gone));
  return changes;
}

function keyOf(row: { credential_id: number; reader: number; part: number }): string {
  return `${row.credential_id}/${row.reader}/${row.part}`;
}

function same(has: ReaderGrant, want: Wanted, flags: number): boolean {
  return (
    has.levels === want.levels &&
    has.valid_from === want.valid_from &&
    has.valid_until === want.valid_until &&
    has.flags === flags &&
    (want.part === 0 || has.card_key !== null)
  );
}

function removalOf(row: ReaderGrant): Change {
  return { ...row, levels: 0, valid_from: 0, valid_until: 0, flags: flagRemoved, credential: undefined };
}

async function write(trx: Trx, keys: GrantKeys, changes: Change[]): Promise<number[]> {
  const readers = new Map<number, ListOf>();
  const masters = await mastersFor(trx, keys, changes);
  const rows: ReaderGrant[] = [];
  for (const change of changes) {
    let reader = readers.get(change.reader);
    if (!reader) readers.set(change.reader, (reader = await loadReader(trx, keys, change.reader)));
    const token = change.token ?? reader.tokenOf(change.credential!.technology, change.credential!.identifier);
    const { credential_id, levels, valid_from, valid_until, flags, part } = change;
    const version = ++reader.version;
    const card_key = part === 1 && change.credential ? reader.cardKey(change.credential, masters) : null;
    rows.push({ reader: change.reader, token, credential_id, levels, valid_from, valid_until, flags, version, card_key, part });
  }
  await writeGrants.run(trx, rows.length, (values, i) => putGrant(values, rows[i]!));
  for (const [num, reader] of readers) {
    await trx.updateTable("reader").set({ list_version: reader.version }).where("num", "=", num).execute();
  }
  return [...readers.keys()];
}

function putGrant(values: unknown[], row: ReaderGrant): void {
  const { reader, token, credential_id, levels, valid_from, valid_until, flags, version, card_key, part } = row;
  values.push(reader, token, credential_id, levels, valid_from, valid_until, flags, version, card_key, part);
}

/** One reader's list while it is written. */
interface ListOf {
  version: number;
  tokenOf: TokenOf;
  cardKey(card: Wanted, masters: CardMaster[]): Uint8Array;
}

/** Only when a card's key is to be made: most changes are of credentials without one. */
async function mastersFor(trx: Trx, keys: GrantKeys, changes: Change[]): Promise<CardMaster[]> {
  if (!changes.some((change) => change.part === 1 && change.credential)) return [];
  return (await Promise.all(cardTechnologies.map((technology) => keys.cards.masters(trx, technology)))).flat();
}

async function loadReader(trx: Trx, keys: GrantKeys, num: number): Promise<ListOf> {
  const row = await trx
    .selectFrom("reader")
    .select(["reader_id", "key_sealed", "list_version"])
    .where("num", "=", num)
    .executeTakeFirstOrThrow();
  return {
    version: row.list_version,
    tokenOf: keys.tokens.of(row),
    cardKey({ technology, key_version, uid }, masters) {
      const master = masters.find((one) => technologyNumber(one.technology) === technology && one.version === key_version);
      if (!master) throw new Error(`no master of version ${key_version} for the card of a credential`);
      return keys.cards.wrappedReadKey(master, uid!, row);
    },
  };
}
