import type { CardAnswer, EmulatedCard } from "../cards/card";
import type { Field } from "./field";

export interface RawMode {
  /** The front end appends (crc) and checks (rxCrc) the CRC of ISO/IEC 14443-3; otherwise it is the host's business. */
  crc: boolean;
  rxCrc: boolean;
  /** Bits of the last byte that are sent; 0: all eight. */
  bits: number;
}

const cascade = 0x88;
const selectCommands = [0x93, 0x95, 0x97];

/** Activation by hand (ISO/IEC 14443-3, 6.5) of the one card in the field, for hosts that do it themselves. */
export class RawField {
  private selected: EmulatedCard | undefined;
  private halted = false;

  constructor(private readonly field: Field) {}

  reset(): void {
    this.selected = undefined;
    this.halted = false;
  }

  /** A card that the front end has activated itself. */
  adopt(card: EmulatedCard): void {
    this.selected = card;
  }

  exchange(frame: Uint8Array, mode: RawMode): CardAnswer {
    const card = this.field.cards[0];
    if (!card) return undefined;
    if (mode.bits === 7) return this.wake(card, frame[0]!);
    const level = selectCommands.indexOf(frame[0]!);
    if (level >= 0 && frame[1] === 0x20) return cascadeLevel(card, level);
    const bare = mode.crc ? frame : checkedBody(frame);
    if (!bare) return undefined;
    if (level >= 0 && frame[1] === 0x70) return this.dress(this.select(card, level, bare), mode);
    if (bare[0] === 0x50 && bare[1] === 0) return this.halt();
    const index = this.selected ? this.field.cards.indexOf(this.selected) : -1;
    return index < 0 ? undefined : this.dress(this.field.exchange(index, bare), mode);
  }

  /** REQA wakes what is not halted, WUPA everything. */
  private wake(card: EmulatedCard, command: number): CardAnswer {
    if (command !== 0x52 && (command !== 0x26 || this.halted)) return undefined;
    this.selected = undefined;
    card.reset();
    return Uint8Array.of(card.atqa & 0xff, card.atqa >> 8);
  }

  private select(card: EmulatedCard, level: number, frame: Uint8Array): CardAnswer {
    const expected = cascadeLevel(card, level);
    if (!expected || !expected.every((byte, i) => frame[i + 2] === byte)) return undefined;
    const last = level === levels(card) - 1;
    if (last) this.selected = card;
    if (last) this.halted = false;
    return Uint8Array.of(last ? card.sak : 0x04);
  }

  private halt(): CardAnswer {
    this.selected = undefined;
    this.halted = true;
    return undefined;
  }

  /** Adds the CRC where the host wants to see it. */
  private dress(answer: CardAnswer, mode: RawMode): CardAnswer {
    return mode.rxCrc || !(answer instanceof Uint8Array) ? answer : Uint8Array.of(...answer, ...crcA(answer));
  }
}

const levels = (card: EmulatedCard): number => (card.uid.length - 1) / 3;

/** The five bytes of one cascade level: part of the UID and its check byte. */
function cascadeLevel(card: EmulatedCard, level: number): Uint8Array | undefined {
  if (level >= levels(card)) return undefined;
  const last = level === levels(card) - 1;
  const part = last ? [...card.uid.subarray(level * 3)] : [cascade, ...card.uid.subarray(level * 3, level * 3 + 3)];
  return Uint8Array.of(...part, part.reduce((check, byte) => check ^ byte, 0));
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
