import type { EmulatedCard } from "../cards/card";
import type { Field } from "./field";

/*
 * The front end's side of ISO/IEC 14443-4, which a PN532 handles by itself in InListPassiveTarget and InDataExchange.
 */
const rats = 0xe0;
/** Frames of up to 64 bytes for us, no card number. */
const ratsParameter = 0x50;
const cardContentBytes = 61;
const chainingBit = 0x10;
const wtx = 0xf2;
/** What one extension may last: frame waiting time of about 5 ms. */
const extensionMs = 5;
/** A card that asks for longer than this never comes to an answer, and the chip waits with it. */
const extensionsMax = 200;

export const speaksIsoDep = (card: EmulatedCard): boolean => (card.sak & 0x20) !== 0;

/** What came of an exchange: an answer after a while, an error in it, or a card that only asks for more time. */
export type Exchanged = { data: Uint8Array; waitMs: number } | "gone" | "endless" | "wrong";

export class IsoDep {
  private numbers = new WeakMap<EmulatedCard, number>();
  private waitMs = 0;

  constructor(private readonly field: Field) {}

  /** The answer to select, its length byte first; undefined when the card does not give one. */
  activate(card: EmulatedCard): Uint8Array | undefined {
    this.numbers.set(card, 0);
    const answer = this.field.exchange(card, Uint8Array.of(rats, ratsParameter));
    return answer instanceof Uint8Array && answer.length > 0 && answer[0] === answer.length ? answer : undefined;
  }

  exchange(card: EmulatedCard, data: Uint8Array): Exchanged {
    this.waitMs = 0;
    let answer: Uint8Array | Exchanged = new Uint8Array(0);
    for (let at = 0; at === 0 || at < data.length; at += cardContentBytes) {
      const more = at + cardContentBytes < data.length;
      const head = 0x02 | (more ? chainingBit : 0) | this.numberOf(card);
      answer = this.send(card, Uint8Array.of(head, ...data.subarray(at, at + cardContentBytes)));
      if (!(answer instanceof Uint8Array)) return answer;
      if (more && answer[0] !== (0xa2 | this.numberOf(card))) return "wrong";
      if (more) this.turn(card);
    }
    return this.collect(card, answer as Uint8Array);
  }

  /** The parts of a chained answer, each asked for by its number. */
  private collect(card: EmulatedCard, first: Uint8Array): Exchanged {
    const content: number[] = [];
    let answer: Uint8Array | Exchanged = first;
    for (;;) {
      if (!(answer instanceof Uint8Array)) return answer;
      if (answer.length === 0 || (answer[0]! & 0xef) !== (0x02 | this.numberOf(card))) return "wrong";
      content.push(...answer.subarray(1));
      this.turn(card);
      if (!(answer[0]! & chainingBit)) return { data: Uint8Array.from(content), waitMs: this.waitMs };
      answer = this.send(card, Uint8Array.of(0xa2 | this.numberOf(card)));
    }
  }

  /** One frame, and more time as often as the card asks for it. */
  private send(card: EmulatedCard, frame: Uint8Array): Uint8Array | Exchanged {
    let answer = this.field.exchange(card, frame);
    for (let asked = 0; answer instanceof Uint8Array && answer[0] === wtx; asked++) {
      if (asked === extensionsMax) return "endless";
      this.waitMs += extensionMs;
      answer = this.field.exchange(card, answer);
    }
    return answer instanceof Uint8Array ? answer : answer === undefined ? "gone" : "wrong";
  }

  private numberOf(card: EmulatedCard): number {
    return this.numbers.get(card) ?? 0;
  }

  private turn(card: EmulatedCard): void {
    this.numbers.set(card, this.numberOf(card) ^ 1);
  }
}
