import type { CardAnswer, EmulatedCard } from "../cards/card";
import type { Field } from "./field";

export interface RawMode {
  /** The front end appends (crc) and checks (rxCrc) the CRC of ISO/IEC 14443-3; otherwise it is the host's business. */
  crc: boolean;
  rxCrc: boolean;
  /** Bits of the last byte that are sent; 0: all eight. */
  bits: number;
}

/** What the antenna hears: a card's answer, or several that differ. */
export type Heard = CardAnswer | "collision";

const cascade = 0x88;
const selectCommands = [0x93, 0x95, 0x97];
const shortFrameBits = 7;
const wakeAll = 0x52;
const wakeIdle = 0x26;

/** Frames put on the air as they are (ISO/IEC 14443-3, 6.4 and 6.5), heard by every card there, for hosts that activate by hand. */
export class RawField {
  constructor(private readonly field: Field) {}

  exchange(frame: Uint8Array, mode: RawMode): Heard {
    if (mode.bits !== 0 && mode.bits !== shortFrameBits) return undefined;
    const bare = mode.bits === 0 && !isAnticollision(frame) && !mode.crc ? checkedBody(frame) : frame;
    if (!bare || bare.length === 0) return undefined;
    const answers = this.field.cards.map((card) => this.hear(card, bare, mode)).filter((answer) => answer !== undefined);
    if (answers.length < 2 || answers.every((answer) => same(answer, answers[0]))) return answers[0];
    return "collision";
  }

  private hear(card: EmulatedCard, frame: Uint8Array, mode: RawMode): CardAnswer {
    if (mode.bits === shortFrameBits) return this.wake(card, frame[0]!);
    const state = this.field.stateOf(card);
    if (state === "ready") return this.tellApart(card, frame, mode);
    if (state !== "active") return undefined;
    if (frame[0] === 0x50 && frame[1] === 0) return this.leave(card, "halted");
    return withCrc(this.field.exchange(card, frame), mode);
  }

  /** REQA wakes what is idle, WUPA also what is halted; a card already awake takes either for a mistake and falls back. */
  private wake(card: EmulatedCard, command: number): CardAnswer {
    const state = this.field.stateOf(card);
    if (state === "ready" || state === "active") return this.leave(card, "idle");
    if (command !== wakeAll && (command !== wakeIdle || state === "halted")) return undefined;
    this.field.put(card, "ready");
    return Uint8Array.of(card.atqa & 0xff, card.atqa >> 8);
  }

  private tellApart(card: EmulatedCard, frame: Uint8Array, mode: RawMode): CardAnswer {
    const level = selectCommands.indexOf(frame[0]!);
    const own = level < 0 ? undefined : cascadeLevel(card, level);
    if (!own) return this.leave(card, "idle");
    if (frame[1] === 0x20) return own;
    if (frame[1] !== 0x70 || !own.every((byte, i) => frame[i + 2] === byte)) return this.leave(card, "idle");
    const last = level === levels(card) - 1;
    if (last) this.field.put(card, "active");
    return withCrc(Uint8Array.of(last ? card.sak : 0x04), mode);
  }

  private leave(card: EmulatedCard, state: "idle" | "halted"): undefined {
    this.field.put(card, state);
  }
}

/** Adds the CRC where the host wants to see it. */
function withCrc(answer: CardAnswer, mode: RawMode): CardAnswer {
  return mode.rxCrc || !(answer instanceof Uint8Array) ? answer : Uint8Array.of(...answer, ...crcA(answer));
}

function same(a: CardAnswer, b: CardAnswer): boolean {
  if (!(a instanceof Uint8Array) || !(b instanceof Uint8Array)) return a === b;
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** Anticollision frames carry no CRC (6.5.3.2). */
const isAnticollision = (frame: Uint8Array): boolean => selectCommands.includes(frame[0]!) && frame[1] === 0x20;

const levels = (card: EmulatedCard): number => (card.uid.length - 1) / 3;

/** The five bytes of one cascade level: part of the UID and its check byte. */
function cascadeLevel(card: EmulatedCard, level: number): Uint8Array | undefined {
  if (level >= levels(card)) return undefined;
  const last = level === levels(card) - 1;
  const part = last ? [...card.uid.subarray(level * 3)] : [cascade, ...card.uid.subarray(level * 3, level * 3 + 3)];
  return Uint8Array.of(
    ...part,
    part.reduce((check, byte) => check ^ byte, 0),
  );
}

function checkedBody(frame: Uint8Array): Uint8Array | undefined {
  const body = frame.subarray(0, -2);
  const [low, high] = crcA(body);
  return frame.length > 2 && frame.at(-2) === low && frame.at(-1) === high ? body : undefined;
}

/** CRC_A (ISO/IEC 14443-3, annex B). */
export function crcA(bytes: Uint8Array): [number, number] {
  let crc = 0x6363;
  for (const byte of bytes) {
    let mixed = byte ^ (crc & 0xff);
    mixed = (mixed ^ (mixed << 4)) & 0xff;
    crc = ((crc >> 8) ^ (mixed << 8) ^ (mixed << 3) ^ (mixed >> 4)) & 0xffff;
  }
  return [crc & 0xff, crc >> 8];
}
