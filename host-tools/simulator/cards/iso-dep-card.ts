import type { CardAnswer, EmulatedCard } from "./card";

/** What lives behind the block protocol of a card: whole commands in, whole answers out. */
export interface Applet {
  apdu(command: Uint8Array): Uint8Array;
  /** The card lost power or was deselected. */
  reset(): void;
}

/** What a card shows before any command; its configuration may change it, from the next activation on. */
export interface IsoDepLooks {
  uid: Uint8Array;
  /** Answer to select, its length byte first. */
  ats: Uint8Array;
  atqa?: number;
}

/** Bytes of a frame that the card accepts and, by its reader's RATS, may send: block, content and CRC. */
const cardFrameBytes = 64;
const overhead = 3;
const frameSizes = [16, 24, 32, 40, 48, 64, 96, 128, 256];
const rats = 0xe0;
const deselect = 0xc2;
const wtx = 0xf2;
const chainingBit = 0x10;

/** A card that speaks ISO/IEC 14443-4: activation, blocks with their numbers, chaining both ways, waiting time extension. */
export class IsoDepCard implements EmulatedCard {
  readonly atqa: number;
  readonly sak = 0x20;
  /** How often it asks for more time before each answer. */
  extensions = 0;
  private active = false;
  private frameBytes = cardFrameBytes;
  private number = 1;
  private heard: number[] = [];
  private toSay: Uint8Array = new Uint8Array(0);
  private last: Uint8Array | undefined;
  private asked = 0;

  constructor(
    private readonly looks: IsoDepLooks,
    private readonly applet: Applet,
  ) {
    this.atqa = looks.atqa ?? 0x0344;
  }

  get uid(): Uint8Array {
    return this.looks.uid;
  }

  get ats(): Uint8Array {
    return this.looks.ats;
  }

  reset(): void {
    this.active = false;
    this.number = 1;
    this.heard = [];
    this.last = undefined;
    this.applet.reset();
  }

  exchange(frame: Uint8Array): CardAnswer {
    const [head = 0] = frame;
    if (!this.active) return head === rats && frame.length === 2 ? this.activate(frame[1]!) : undefined;
    if (head === deselect) {
      this.reset();
      return Uint8Array.of(deselect);
    }
    if ((head & 0xf7) === wtx) return this.afterWaiting();
    if ((head & 0xe6) === 0xa2) return this.acknowledged(head);
    return (head & 0xe2) === 0x02 ? this.block(head, frame.subarray(1)) : undefined;
  }

  private activate(parameter: number): CardAnswer {
    this.active = true;
    this.frameBytes = frameSizes[parameter >> 4] ?? cardFrameBytes;
    return this.ats;
  }

  /** An I-block (7.5.4): the number tells a new one from a repetition. */
  private block(head: number, content: Uint8Array): CardAnswer {
    this.number ^= 1;
    this.heard.push(...content);
    if (head & chainingBit) return this.say(Uint8Array.of(0xa2 | this.number));
    const command = Uint8Array.from(this.heard.splice(0));
    this.asked = 0;
    this.toSay = this.applet.apdu(command);
    return this.afterWaiting();
  }

  private afterWaiting(): CardAnswer {
    if (this.asked < this.extensions) {
      this.asked++;
      return Uint8Array.of(wtx, 1);
    }
    return this.nextPart();
  }

  /** R-blocks: NAK or our own number repeats, the next number asks for the next part (7.5.4.3). */
  private acknowledged(head: number): CardAnswer {
    if ((head & 1) === this.number || head & chainingBit) return (head & 1) === this.number ? this.last : Uint8Array.of(0xa2 | this.number);
    this.number ^= 1;
    return this.nextPart();
  }

  private nextPart(): CardAnswer {
    const room = this.frameBytes - overhead;
    const part = this.toSay.subarray(0, room);
    this.toSay = this.toSay.subarray(room);
    return this.say(Uint8Array.of(0x02 | this.number | (this.toSay.length > 0 ? chainingBit : 0), ...part));
  }

  private say(frame: Uint8Array): Uint8Array {
    this.last = frame;
    return frame;
  }
}
