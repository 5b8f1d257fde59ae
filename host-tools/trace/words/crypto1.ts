import type { AirLine } from "../trace";
import { count, good, type Explanation } from "./explanation";
import { sectorAuthentications } from "./tag";

const nonceBytes = 4;
const proofBytes = 8;

/** AUTH of a card with sectors: a key's letter and a block; GET_VERSION, which begins with the same byte, has nothing behind it. */
export const isClassicAuth = (frame: Uint8Array): boolean => frame.length === 2 && sectorAuthentications[frame[0]!] !== undefined;

/**
 * Who authenticates to a MIFARE Classic (MF1S50yyX, 10.1): AUTH and the card's challenge are the last in clear; what follows is encrypted,
 * CRC and all, until cards are called anew.
 */
export class Crypto1Talk {
  private state: "clear" | "asked" | "challenged" | "answered" | "encrypted" = "clear";

  /** Cards are called anew. */
  restart(): void {
    this.state = "clear";
  }

  /** The reader asks in clear. */
  asked(frame: Uint8Array): void {
    this.state = isClassicAuth(frame) ? "asked" : "clear";
  }

  /** Words for a frame of the authentication or behind it; undefined: it is none. `bytes` as on the air. */
  explain({ air, bits }: AirLine, bytes: Uint8Array): Explanation | undefined {
    if (this.state === "clear") return undefined;
    if (this.state === "asked") return air === "in" && !bits && bytes.length === nonceBytes ? this.next("challenged", `challenge, ${count(nonceBytes)}`) : undefined;
    if (this.state === "challenged" && air === "out" && bytes.length === proofBytes) return this.next("answered", `answer to the challenge, ${count(proofBytes)} (Crypto1)`);
    if (this.state === "answered" && air === "in" && bytes.length === nonceBytes) return this.next("encrypted", `authenticated, ${count(nonceBytes)} (Crypto1)`);
    return good(`encrypted (Crypto1), ${bits && bytes.length === 1 ? `${bits} bits` : count(bytes.length)}`);
  }

  private next(state: "challenged" | "answered" | "encrypted", words: string): Explanation {
    this.state = state;
    return good(words);
  }
}
