import type { Bytes } from "../base/bytes";

/** Runs of bytes and single byte values (their low eight bits), sent one after the other as one run. */
export type Parts = (Bytes | number)[];

/** A second pace of the line, for a chip that has agreed to it. Only a reset makes sure that it is back at its first: each set-up begins with one. */
export interface Faster {
  /** BR of SetSerialBaudRate (UM0701-02, 7.2.8). */
  rate: number;
  /** From the next byte on, until the next `wake`. */
  go(): void;
}

/**
 * The way to the NFC front end, as a stream of bytes, whatever the wire. Contract: `write` takes the bytes whole and at once;
 * `listen` names the one receiver, in place of the one before, called with each chunk as it comes, never before `listen`
 * returned, never from inside `write`. A chunk is a text, one character (0-255) for each byte: the chip has it so, and compares
 * and joins it natively.
 */
export interface Bus {
  /** Where a line with an interrupt counts how often it had to do without; whoever speaks on it says where that is. */
  tally?: { alertsMissed: number } | undefined;
  write(parts: Parts): void;
  /** Undefined: the line has one pace. */
  faster?: Faster | undefined;
  /** Whatever brings the chip out of power-down on this kind of line. */
  wake(): void;
  listen(receive: (chunk: string) => void): void;
}
