import * as config from "latchkey:board";
import { leaveOverlays } from "latchkey:overlays";
import type { Bytes } from "../../../firmware/src/base/bytes";
import type { Region } from "../../../firmware/src/hal/flash";
import type { Grant } from "../../../firmware/src/wire/grant";
import type { State } from "../../../firmware/src/store/state";
import { fromHex, toHex } from "../../../firmware/src/base/bytes";
import { codeOf } from "../../../firmware/src/base/fault";
import { chipCipher } from "../../../firmware/src/espruino/cipher";
import { chipRegion } from "../../../firmware/src/espruino/flash";
import { chipNative } from "../../../firmware/src/espruino/native";
import { Grants } from "../../../firmware/src/store/grants";
import { Journal } from "../../../firmware/src/store/journal";
import { JournalChain } from "../../../firmware/src/store/journal-chain";
import { SettingsStore } from "../../../firmware/src/store/settings";
import { openState } from "../../../firmware/src/store/state";
import { carryTries, readTries, saveTries } from "../../../firmware/src/store/tries";

/*
 * The shipped store on the interpreter's flash, one call at a time as the host orders (test/chip/cuts). Orders and answers are lists of
 * numbers and hexadecimal text, since names are shortened here. Before the flash operation that the host chose it says what it was about
 * to do and waits for its power to go.
 */
const fs = require("fs");
const parse = (JSON as unknown as { parse(text: string): unknown }).parse;
type Word = number | string;
type Order = (Word | Word[][])[];
const pageBytes = config.flashPageBytes;
const base = config.flashRegionsGrantsAddress;

let journal: Journal;
let grants: Grants;
let state: State;
let settings: SettingsStore;
let operations = 0;
/** Number of the operation that never comes to be; 0: none. */
let cutAt = 0;

function answer(kind: string, value: unknown): void {
  fs.writeFileSync("told", JSON.stringify([kind, value, operations]));
}

/** Counts an operation on `address`; `bytes`: what would be written there, undefined: the page is to be erased. */
function begin(address: number, bytes: Bytes | undefined): void {
  if (++operations !== cutAt) return;
  answer("cut", [address, bytes ? toHex(bytes) : ""]);
  for (;;) fs.readFileSync("nobody");
}

function regionOf(firstPage: number, pages: number): Region {
  const region = chipRegion(base + firstPage * pageBytes, pageBytes, pages);
  const write = region.write;
  const erase = region.erase;
  region.write = (offset: number, bytes: Bytes) => {
    begin(firstPage * pageBytes + offset, bytes);
    write(offset, bytes);
  };
  region.erase = (page: number) => {
    begin((firstPage + page) * pageBytes, undefined);
    erase(page);
  };
  return region;
}

const number = (order: Order, i: number): number => order[i] as number;
const bytesIn = (word: unknown): Bytes => fromHex(word as string);

function journalFacts(given: Word): unknown {
  return [given, journal.nextSequence, journal.acknowledgedThrough, journal.fill()];
}

function append(order: Order): number {
  return journal.append({
    type: number(order, 1), reason: number(order, 2), door: number(order, 3), technology: number(order, 4),
    flags: number(order, 5), time: number(order, 6), token: bytesIn(order[7]), detail: number(order, 8),
  });
}

function onJournal(verb: string, order: Order): unknown {
  if (verb === "journal") journal = new Journal(regionOf(number(order, 1), number(order, 2)), chipNative, number(order, 3), order[4] === 1);
  if (verb === "journal.chain") journal.chain = new JournalChain(chipCipher, bytesIn(order[1]));
  if (verb === "journal.append") return journalFacts(append(order));
  if (verb === "journal.acknowledge") journal.acknowledge(number(order, 1));
  if (verb === "journal.batch") return journalFacts(toHex(journal.batch(number(order, 1))));
  if (verb === "journal.prepare") journal.prepare();
  return journalFacts(0);
}

function grantIn(row: Word[]): Grant {
  const key = row[5] as string;
  return {
    token: bytesIn(row[0]), levels: row[1] as number, validFrom: row[2] as number, validUntil: row[3] as number, flags: row[4] as number,
    key: key.length ? fromHex(key) : undefined,
  };
}

function delta(rows: Word[][]): Grant[] {
  const grants: Grant[] = [];
  for (let i = 0; i < rows.length; i++) grants.push(grantIn(rows[i]!));
  return grants;
}

function find(token: Bytes): unknown {
  const found = grants.find(token);
  return found ? [found.levels, found.validFrom, found.validUntil, found.flags, found.key ? toHex(found.key) : ""] : 0;
}

function onGrants(verb: string, order: Order): unknown {
  if (verb === "grants") grants = new Grants(regionOf(number(order, 1), number(order, 2)), chipNative);
  if (verb === "grants.find") return find(bytesIn(order[1]));
  if (verb === "grants.apply") grants.apply(delta(order[1] as Word[][]), number(order, 2));
  if (verb === "grants.startOver") grants.startOver();
  if (verb === "grants.prepare") grants.prepare();
  return [grants.version, grants.count, grants.keys, grants.damaged ? 1 : 0];
}

function onState(verb: string, order: Order): unknown {
  if (verb === "state") state = openState(regionOf(number(order, 1), number(order, 2)), chipNative, { drbgSeed: bytesIn(order[3]) } as never, () => 0, carryTries);
  if (verb === "state.save") {
    state.commandDone = number(order, 1);
    state.seed = bytesIn(order[2]);
    state.save();
  }
  if (verb === "state.readTries") return toHex(readTries(state));
  if (verb === "state.saveTries") saveTries(state, bytesIn(order[1]));
  return [state.epoch, state.damaged ? 1 : 0, state.commandDone, toHex(state.seed)];
}

function onSettings(verb: string, order: Order): unknown {
  if (verb === "settings") settings = new SettingsStore(regionOf(number(order, 1), number(order, 2)), chipNative);
  if (verb === "settings.open") return [settings.open().version, toHex(settings.bytes())];
  if (verb === "settings.save") settings.save(bytesIn(order[1]));
  return [settings.worn ? 1 : 0, toHex(settings.bytes())];
}

function obey(order: Order): unknown {
  const verb = order[0] as string;
  if (verb === "cut") cutAt = operations + number(order, 1);
  if (verb.substr(0, 7) === "journal") return onJournal(verb, order);
  if (verb.substr(0, 6) === "grants") return onGrants(verb, order);
  if (verb.substr(0, 5) === "state") return onState(verb, order);
  if (verb.substr(0, 8) === "settings") return onSettings(verb, order);
  return 0;
}

answer("done", 0);
for (;;) {
  try {
    answer("done", obey(parse(fs.readFileSync("order")) as Order));
  } catch (e) {
    answer("fault", [codeOf(e), "" + (e as { message?: string }).message]);
  }
  leaveOverlays();
}
