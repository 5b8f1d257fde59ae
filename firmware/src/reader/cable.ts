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
/** Between two steps of a try: whatever came meanwhile has its turn. */
const turnMs = 10;
/** A try that met a fault half-way bars the next for no longer. */
const tryMs = 2000;

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
  /** Until then a try is under way, and no other is heard. */
  tryingMs: number;
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
  /** Says the answer to a line, at once or some turns later; none where it was noise. */
  answer(line: string, say: (text: string) => void): void;
}

export function openCable(room: CableRoom): OpenCable {
  const cable = newCable(room);
  return { challenge: () => challengeText(cable), answer: (line: string, say: (text: string) => void) => answerLine(cable, line, say) };
}

function newCable(room: CableRoom): Cable {
  return { room: room, challenge: undefined, challengeMs: 0, wrongMs: 0, tryingMs: 0, key: "", untilMs: 0, heardMs: 0, part: 1, sentPart: "" };
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

/** Says the answer to a line; nothing where it was noise, and nothing happened. */
function answerLine(cable: Cable, line: string, say: (text: string) => void): void {
  const native = cable.room.board.native;
  const words = wire.cableWords(native, wire.asks, line);
  if (!words) return;
  const tell = (answer: string) => say(wire.cableLine(native, wire.answers, answer));
  if (words[0] === "unlock") unlocked(cable, words, line, tell);
  else tell(isOpen(cable) ? commanded(cable, words) : "locked");
}

/** The steps of a try that may be right are turns of their own, so that a tap waits for one of them at most (docs/performance.md). One try at a time. */
function unlocked(cable: Cable, words: string[], line: string, tell: (answer: string) => void): void {
  const nowMs = cable.room.board.clock.uptimeMs();
  if (nowMs < cable.tryingMs) return;
  const why = unfit(cable, words, line);
  if (why) return tell(why);
  const challenge = cable.challenge!;
  const tries = Math.min(cable.room.house.stores.state.wrongUnlocks + 1, triesMax);
  cable.challenge = undefined;
  /* The try counts on flash before anyone knows how it ends. */
  if (!counted(cable, tries)) return tell("uncounted");
  cable.tryingMs = nowMs + tryMs;
  const end = (right: boolean): void => {
    cable.tryingMs = 0;
    tell(right ? granted(cable, words, line) : wrong(cable, tries));
  };
  inTurn(cable, () => prove(cable, words, challenge, end));
}

/** Empty: its MAC is to be looked at. */
function unfit(cable: Cable, words: string[], line: string): string {
  const nowMs = cable.room.board.clock.uptimeMs();
  /* Once more the line that unlocked: the answer did not arrive. */
  if (isOpen(cable) && line === cable.key) return openFor(cable);
  const challenge = cable.challenge;
  if (!challenge || nowMs - cable.challengeMs > challengeMs || words[1] !== toHex(challenge)) return "stale";
  if (words.length !== 5 || "" + scopeOf(words) !== words[2] || "" + untilOf(words) !== words[3]) return "unknown";
  const waitMs = cable.wrongMs + barMs(cable.room.house.stores.state.wrongUnlocks) - nowMs;
  return waitMs > 0 ? "barred " + Math.ceil(waitMs / 1000) : "";
}

function scopeOf(words: string[]): number {
  return parseInt(words[2]!) & 255;
}

function untilOf(words: string[]): number {
  return parseInt(words[3]!) >>> 0;
}

/** Tells, some turns later, whether the MAC is right. */
function prove(cable: Cable, words: string[], challenge: Bytes, then: (right: boolean) => void): void {
  const board = cable.room.board;
  const native = board.native;
  const identity = readIdentity(board.flash.identity, native)!;
  inTurn(cable, () => {
    const key = usbKeyOf(board.cipher, identity.deviceKey);
    inTurn(cable, () => {
      const mac = createCmac(board.cipher, key)(wire.unlockMessage(identity.readerId, challenge, scopeOf(words), untilOf(words)));
      const right = native.same(native.bytes(toHex(mac)), native.bytes(words[4]!));
      inTurn(cable, () => then(right));
    });
  });
}

function inTurn(cable: Cable, step: () => void): void {
  cable.room.board.clock.later(step, turnMs);
}

function wrong(cable: Cable, tries: number): string {
  cable.wrongMs = cable.room.board.clock.uptimeMs();
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
function granted(cable: Cable, words: string[], line: string): string {
  const house = cable.room.house;
  const scope = scopeOf(words);
  counted(cable, 0);
  if (scope !== wire.scopeTrace) return "scope";
  const seconds = house.wall.sure() ? Math.min(grantS, untilOf(words) - house.wall.now()) : grantS;
  if (seconds <= 0) return "expired";
  lock(cable);
  openUntil(cable, line, cable.room.board.clock.uptimeMs() + seconds * 1000);
  house.recorder.event(record.system, event.cableUnlocked, scope);
  return openFor(cable);
}

function openFor(cable: Cable): string {
  return "unlocked " + Math.ceil((cable.untilMs - cable.room.board.clock.uptimeMs()) / 1000);
}
