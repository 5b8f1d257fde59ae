import { withCrc } from "./crc";
import { fromCard, fromReader, type AirFrame } from "./sketch";

/** FSC by FSCI (ISO/IEC 14443-4, 5.2.3). */
const frameSizes = [16, 24, 32, 40, 48, 64, 96, 128, 256];
/** PCB and CRC; the front end uses neither CID nor NAD. */
const overhead = 3;
/** What the front end takes (FSD), as its RATS says. */
const chipFrameBytes = 64;
const iBlock = 0x02;
const more = 0x10;
const rAck = 0xa2;

const built = "block byte and CRC are rebuilt: the chip keeps them to itself";
const chained = `${built}; where the chain was cut is computed`;

/** The blocks (ISO/IEC 14443-4, 7) in which one card's exchanges travel; remembers the block number. */
export class IsoDepBlocks {
  private number = 0;
  private readonly cardFrameBytes: number;

  constructor(ats: Uint8Array) {
    /* T0 follows the length byte; its low half is FSCI, 2 where there is no T0. */
    const fsci = ats.length > 1 ? ats[1]! & 0x0f : 2;
    this.cardFrameBytes = frameSizes[Math.min(fsci, frameSizes.length - 1)]!;
  }

  /** What went to the card and, where it came, what came back. */
  exchange(sent: Uint8Array, answer: Uint8Array | undefined): { out: AirFrame[]; in: AirFrame[] } {
    const out = this.chain(sent, this.cardFrameBytes - overhead, { say: fromReader, confirm: fromCard });
    if (!answer) return { out, in: [] };
    const back = this.chain(answer, chipFrameBytes - overhead, { say: fromCard, confirm: fromReader });
    return { out, in: back };
  }

  /** The number rises with each block of the reader's; the card's last block repeats it and ends the exchange. */
  private chain(data: Uint8Array, room: number, ways: { say: Speaker; confirm: Speaker }): AirFrame[] {
    const frames: AirFrame[] = [];
    for (let at = 0; at === 0 || at < data.length; at += room) {
      const part = data.subarray(at, at + room);
      const last = at + room >= data.length;
      const note = data.length > room ? chained : built;
      frames.push(ways.say(withCrc(Uint8Array.of(iBlock | (last ? 0 : more) | this.number, ...part)), { note }));
      const answers = ways.say === fromCard;
      if (!last && !answers) frames.push(ways.confirm(withCrc(Uint8Array.of(rAck | this.number)), { note: chained }));
      if (!last || answers) this.number ^= 1;
      if (!last && answers) frames.push(ways.confirm(withCrc(Uint8Array.of(rAck | this.number)), { note: chained }));
    }
    return frames;
  }
}

type Speaker = typeof fromReader;
