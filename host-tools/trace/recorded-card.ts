import type { CardAnswer, EmulatedCard } from "../simulator/cards/card";
import { IsoDepCard } from "../simulator/cards/iso-dep-card";

const sakIsoDep = 0x20;
const wrappedClass = 0x90;
/** ILLEGAL_COMMAND_CODE, native and wrapped; instruction not supported. */
const refusals = { native: [0x1c], wrapped: [0x91, 0x1c], iso: [0x6d, 0x00] };
const pageBytes = 4;
const readCommand = 0x30;
const fastReadCommand = 0x3a;
const readBytes = 16;

/**
 * A card that knows exactly what the recorded one said: the pages that it gave out, and the answers to commands word for
 * word. To anything else it answers with a refusal, as a card does to what it does not know.
 */
export class RecordedCard implements EmulatedCard {
  private readonly pages = new Map<number, Uint8Array>();
  private readonly answers = new Map<string, Uint8Array>();

  /** Where the recording holds an answer to select: its blocks, round the answers. */
  private readonly blocks: IsoDepCard | undefined;
  readonly sak: number;

  /** Without its answer to select a card of ISO/IEC 14443-4 is one that does not speak it: nobody knows what it would say. */
  constructor(
    readonly atqa: number,
    sak: number,
    readonly uid: Uint8Array,
    readonly ats?: Uint8Array,
  ) {
    this.sak = ats ? sak : sak & ~sakIsoDep;
    const applet = { apdu: (command: Uint8Array) => this.answers.get(command.join()) ?? refusal(command), reset: () => undefined };
    this.blocks = ats && new IsoDepCard({ uid, ats, atqa }, applet);
  }

  learn(frame: Uint8Array, answer: Uint8Array): void {
    this.answers.set(frame.join(), answer);
    const pages = frame[0] === fastReadCommand ? Math.floor(answer.length / pageBytes) : readBytes / pageBytes;
    if (frame[0] !== readCommand && frame[0] !== fastReadCommand) return;
    for (let i = 0; i < pages && (i + 1) * pageBytes <= answer.length; i++) {
      this.pages.set(frame[1]! + i, answer.slice(i * pageBytes, (i + 1) * pageBytes));
    }
  }

  exchange(frame: Uint8Array): CardAnswer {
    if (this.blocks) return this.blocks.exchange(frame);
    const said = this.answers.get(frame.join());
    if (said) return said;
    if (frame[0] === readCommand && frame.length === 2) return this.range(frame[1]!, frame[1]! + 3);
    if (frame[0] === fastReadCommand && frame.length === 3) return this.range(frame[1]!, frame[2]!);
    return "nak";
  }

  reset(): void {
    this.blocks?.reset();
  }

  /** Takes over what the same card said at another time. */
  adopt(other: RecordedCard): void {
    for (const [page, bytes] of other.pages) this.pages.set(page, bytes);
    for (const [frame, answer] of other.answers) this.answers.set(frame, answer);
  }

  private range(from: number, to: number): CardAnswer {
    const bytes: number[] = [];
    for (let page = from; page <= to; page++) {
      const known = this.pages.get(page);
      if (!known) return "nak";
      bytes.push(...known);
    }
    return bytes.length > 0 ? Uint8Array.from(bytes) : "nak";
  }
}

function refusal(command: Uint8Array): Uint8Array {
  const dialect = command[0] === wrappedClass ? "wrapped" : command[0] === 0 ? "iso" : "native";
  return Uint8Array.from(refusals[dialect]);
}
