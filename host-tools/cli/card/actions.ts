import type { ApiClient } from "../../api/client";
import type { CardOrders, CardRow } from "../../api/cards";
import { exitCodes, Failure } from "../../api/failure";
import { pathOf, paths } from "../../api/paths";
import type { BenchCard } from "../../encode/bench-card";
import { encode } from "../../encode/encode";
import * as failures from "../../encode/failures";
import { lock } from "../../encode/lock";
import { look, type CardLook } from "../../encode/look";
import { sunAddress } from "../../encode/sun-address";
import { hasPin, setPin } from "../../encode/pin";
import { verify, type Check } from "../../encode/verify";
import { connect, type ServerOptions } from "../backend-client";
import { put, say } from "../output";
import { personCalled } from "../person-called";
import { withCard, type BenchOptions } from "./on-bench";
import { readPin } from "./pin-entry";
import { putTag, register, tellPin } from "./tell-backend";

type Options = BenchOptions & ServerOptions;
export type EncodeOptions = Options & { person?: string; label?: string; url?: string; pin: boolean; pinFile?: string; dryRun: boolean };

export async function info(options: BenchOptions): Promise<void> {
  const seen = await withCard(options, look);
  put(options.json, seen, lookText(seen));
}

/** Orders from the backend, the card brought to them, and the card registered: one step for whoever stands there. */
export async function encodeCard(options: EncodeOptions): Promise<void> {
  const address = options.url === undefined ? undefined : sunAddress(options.url);
  if (options.person === undefined && !address) throw wrongOptions("Say whose card it is with --person, or which address a tag is to carry with --url.");
  if (options.dryRun) return foresee(options);
  const pin = options.pin || options.pinFile !== undefined ? await readPin(options.pinFile) : undefined;
  const client = connect(options);
  const person = options.person === undefined ? undefined : await personCalled(client, options.person);
  const row = await withCard(options, async (card) => {
    if (address && card.kind.technology !== "ntag424") throw wrongOptions("Only an NTAG 424 DNA carries an address: leave out --url for this card.");
    const { technology, uid, ev1 } = card.kind;
    const orders = await client.send<CardOrders>("POST", paths.cards, { technology, uid, ev1 });
    if (person !== undefined && orders.personId !== null && orders.personId !== person) throw taken(orders);
    await encode(card, orders, address, pin);
    if (options.url !== undefined) await putTag(client, orders, { url: options.url, label: options.label });
    return register(client, orders, { personId: person, label: options.label, hasPin: pin !== undefined });
  });
  const whose = row.personName === null ? "a tag of this site" : `${row.personName}'s`;
  put(options.json, row, `card ${row.id}, UID ${row.uid}: encoded and proved, ${whose}; key version ${row.keyVersion}`);
  say(`Next: \`latchkey card verify\` proves it against the backend; \`latchkey card lock\` freezes its configuration for good.`);
}

/** What encoding would do with the card that lies there; neither card nor backend hears of it. */
async function foresee(options: EncodeOptions): Promise<void> {
  const seen = await withCard(options, look);
  const change = { blank: "would be made a card of this site", begun: "would be finished", encoded: "would be brought up to date if it is this site's, and refused if not" }[seen.state];
  put(options.json, { ...seen, dryRun: true }, `dry run: ${seen.name}, UID ${seen.uid}, ${change}; nothing was changed`);
}

/** The next version of the site's keys for cards of one kind. */
export async function renewKeys(technology: string, options: ServerOptions & { json: boolean }): Promise<void> {
  const made = await connect(options).send<{ version: number }>("POST", paths.cardMasters, { technology });
  put(options.json, made, `cards encoded from now on get keys of version ${made.version}; those that there are open until they are encoded again`);
}

/** The PIN of an encoded card, set, changed or taken away; the backend is asked for the card's keys and never told the digits. */
export async function changePin(options: Options & { pinFile?: string; remove: boolean }): Promise<void> {
  const pin = options.remove ? undefined : await readPin(options.pinFile);
  const client = connect(options);
  const row = await withCard(options, async (card) => {
    const orders = await ordersOf(client, card);
    await setPin(card, orders, pin);
    return tellPin(client, orders, { hasPin: pin !== undefined });
  });
  put(options.json, row, `card ${row.id}, UID ${row.uid}: ${row.hasPin ? "its PIN is set" : "it has no PIN"}`);
}

/** Proves a card and changes nothing on it; of whether it has a PIN the backend is told where it believes something else. */
export async function verifyCard(options: Options): Promise<void> {
  const client = connect(options);
  const { orders, checks, row } = await withCard(options, async (card) => {
    const orders = await ordersOf(client, card);
    const checks = await verify(card, orders);
    refuseBad(checks, options);
    const found = await hasPin(card, orders);
    return { orders, checks, row: found === orders.hasPin ? orders : await tellPin(client, orders, { hasPin: found, found: true }) };
  });
  const { id, uid, personName, keyVersion, hasPin: pin, locked } = row;
  const text = [...checks.map(({ what }) => `good ${what}`), pinText(orders, row)].join("\n");
  put(options.json, { id, uid, personName, keyVersion, hasPin: pin, locked, checks }, `${text}\ncard ${id}, UID ${uid}, is as the backend says${personName ? `: ${personName}'s` : ""}`);
}

function refuseBad(checks: Check[], { json }: Options): void {
  const bad = checks.filter(({ good }) => !good).map(({ what }) => what);
  if (bad.length === 0) return;
  if (!json) for (const { what, good } of checks) say(`${good ? "good" : "BAD "} ${what}`);
  throw failures.differs(bad.map((what) => `not so: ${what}`));
}

const believed = { true: "took it for a card with a PIN", false: "took it for a card without a PIN", null: "was never told" };

function pinText(before: CardRow, { hasPin: pin }: CardRow): string {
  const told = before.hasPin === pin ? "" : `: the backend ${believed[`${before.hasPin}`]}; it knows better now`;
  return `it has ${pin ? "a" : "no"} PIN${told}`;
}

export async function lockCard(options: Options & { yes: boolean }): Promise<void> {
  if (!options.yes) throw wrongOptions("Locking cannot be undone: nobody can change the card's layout or address afterwards. Say --yes if that is meant.");
  const client = connect(options);
  const row = await withCard(options, async (card) => {
    const orders = await ordersOf(client, card);
    await lock(card, orders);
    return client.send<CardRow>("POST", pathOf(paths.cardLock, orders.id), {});
  });
  put(options.json, row, `card ${row.id}, UID ${row.uid}: its configuration is locked`);
}

function ordersOf(client: ApiClient, card: BenchCard): Promise<CardOrders> {
  return client.send<CardOrders>("POST", paths.cardKeys, { technology: card.kind.technology, uid: card.kind.uid });
}

const stateWords: Record<CardLook["state"], string> = {
  blank: "as from the factory, as far as Latchkey is concerned: `latchkey card encode` makes it a card of this site",
  begun: "an encoding has begun and stopped: `latchkey card encode` goes on with it",
  encoded: "encoded: `latchkey card verify` tells whether by this site",
};

function lookText({ name, uid, state, keyVersion, applications, freeBytes }: CardLook): string {
  const lines = [`${name}, UID ${uid}`, stateWords[state]];
  if (keyVersion !== null) lines.push(`key version ${keyVersion}`);
  if (applications) lines.push(`applications: ${applications.join(", ") || "none"}`);
  if (freeBytes !== null) lines.push(`free: ${freeBytes} bytes`);
  return lines.join("\n");
}

function taken({ personName }: CardOrders): Failure {
  return new Failure("CREDENTIAL_TAKEN", {
    message: `This card belongs to ${personName}.`,
    hint: "Remove it there first, then encode it: it gets a new credential id.",
    exit: exitCodes.serverRefused,
  });
}

function wrongOptions(message: string): Failure {
  return new Failure("CARD_OPTIONS", { message, hint: "`latchkey card --help` shows examples.", exit: exitCodes.usage });
}
