import type { Bytes } from "../base/bytes";
import type { Board } from "./board";
import type { Inside } from "./reader";
import { toHex } from "../base/bytes";
import { createCmac } from "../crypto/cmac";
import { usbKeyOf } from "../crypto/kdf";
import { readIdentity } from "../store/identity";
import { barMs, triesMax } from "../access/wrong-unlocks";
import * as wire from "../wire/cable";
import * as event from "../wire/event";
import * as record from "../wire/record";
import { commanded, isOpen, lock, openUntil } from "./cable-commands";

/** A challenge is good for one try, and not for longer. */
const challengeMs = 60000;
/** Longest that an unlock holds, whatever it says. */
const grantS = 900;

export interface CableRoom {
  board: Board;
  house: Inside;
  base64(bytes: Bytes): string;
}

/**
 * What a tool may have of a running reader over the cable (docs/protocol.md, section 5): nothing, until it shows what only the backend can have
 * made for this reader and this challenge; then the commands of that scope, until its time, a start or silence ends it.
 */
export interface Cable {
  room: CableRoom;
  challenge: Bytes | undefined;
  challengeMs: number;
  /** Uptime of the last wrong try; 0 after a start, so that a bar begins anew then. */
  wrongMs: number;
  /** The line that unlocked; empty: locked. */
  key: string;
  untilMs: number;
  heardMs: number;
  /** Of the part to be taken next, and the one before as it was sent. */
  part: number;
  sentPart: string;
}

/** What the line may ask of it. */
export interface OpenCable {
  /** For the next unlock. */
  challenge(): string;
  /** To a line; empty: it was noise. */
  answer(line: string): string;
}

export function openCable(room: CableRoom): OpenCable {
  const cable = newCable(room);
  return { challenge: () => challengeText(cable), answer: (line: string) => answerLine(cable, line) };
}

function newCable(room: CableRoom): Cable {
  return { room: room, challenge: undefined, challengeMs: 0, wrongMs: 0, key: "", untilMs: 0, heardMs: 0, part: 1, sentPart: "" };
}

/** In hexadecimal digits; the same until a try used it up or it is too old. */
function challengeText(cable: Cable): string {
  const nowMs = cable.room.board.clock.uptimeMs();
  if (!cable.challenge || nowMs - cable.challengeMs > challengeMs) {
    cable.challenge = cable.room.house.stores.random.bytes(wire.challengeBytes);
    cable.challengeMs = nowMs;
  }
  return toHex(cable.challenge);
}

/** The answer to a line; empty: it was noise, and nothing happened. */
function answerLine(cable: Cable, line: string): string {
  const native = cable.room.board.native;
  const words = wire.cableWords(native, wire.asks, line);
  if (!words) return "";
  const answer = words[0] === "unlock" ? unlocked(cable, words, line) : isOpen(cable) ? commanded(cable, words) : "locked";
  return wire.cableLine(native, wire.answers, answer);
}

function unlocked(cable: Cable, words: string[], line: string): string {
  const nowMs = cable.room.board.clock.uptimeMs();
  /* Once more the line that unlocked: the answer did not arrive. */
  if (isOpen(cable) && line === cable.key) return openFor(cable);
  const challenge = cable.challenge;
  if (!challenge || nowMs - cable.challengeMs > challengeMs || words[1] !== toHex(challenge)) return "stale";
  const scope = parseInt(words[2]!) & 255;
  const until = parseInt(words[3]!) >>> 0;
  if (words.length !== 5 || "" + scope !== words[2] || "" + until !== words[3]) return "unknown";
  const waitMs = cable.wrongMs + barMs(cable.room.house.stores.state.wrongUnlocks) - nowMs;
  if (waitMs > 0) return "barred " + Math.ceil(waitMs / 1000);
  cable.challenge = undefined;
  const why = tried(cable, challenge, scope, until, words[4]!);
  return why || granted(cable, scope, until, line);
}

/** Empty: the MAC is right. The try counts on flash before anyone knows how it ends. */
function tried(cable: Cable, challenge: Bytes, scope: number, until: number, mac: string): string {
  const board = cable.room.board;
  const native = board.native;
  const tries = Math.min(cable.room.house.stores.state.wrongUnlocks + 1, triesMax);
  if (!counted(cable, tries)) return "uncounted";
  const identity = readIdentity(board.flash.identity, native)!;
  const cmac = createCmac(board.cipher, usbKeyOf(board.cipher, identity.deviceKey));
  const right = toHex(cmac(wire.unlockMessage(identity.readerId, challenge, scope, until)));
  if (native.same(native.bytes(right), native.bytes(mac))) {
    counted(cable, 0);
    return "";
  }
  cable.wrongMs = board.clock.uptimeMs();
  cable.room.house.recorder.event(record.system, event.cableUnlockWrong, tries);
  return "wrong " + barMs(tries) / 1000;
}

function counted(cable: Cable, tries: number): boolean {
  const state = cable.room.house.stores.state;
  const before = state.wrongUnlocks;
  try {
    state.wrongUnlocks = tries;
    state.save();
    return true;
  } catch (e) {
    state.wrongUnlocks = before;
    return false;
  }
}

/** `until` may lie as far ahead as it will; a reader that is unsure of the time goes by its own length. */
function granted(cable: Cable, scope: number, until: number, line: string): string {
  const house = cable.room.house;
  if (scope !== wire.scopeTrace) return "scope";
  const seconds = house.wall.sure() ? Math.min(grantS, until - house.wall.now()) : grantS;
  if (seconds <= 0) return "expired";
  lock(cable);
  openUntil(cable, line, cable.room.board.clock.uptimeMs() + seconds * 1000);
  house.recorder.event(record.system, event.cableUnlocked, scope);
  return openFor(cable);
}

function openFor(cable: Cable): string {
  return "unlocked " + Math.ceil((cable.untilMs - cable.room.board.clock.uptimeMs()) / 1000);
}
