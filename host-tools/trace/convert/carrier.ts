/** Periods of the carrier, 13.56 MHz, in a microsecond: what a Proxmark3 counts time in. */
export const periodsInUs = 13.56;
/** One bit at 106 kbit/s. */
export const periodsInBit = 128;

/** Odd parity, as each byte on the air carries it (ISO/IEC 14443-3, 6.2.3). */
export function oddParity(byte: number): number {
  let ones = 0;
  for (let rest = byte; rest > 0; rest >>= 1) ones += rest & 1;
  return (ones & 1) ^ 1;
}

/** Numbers of the bytes (from 1 on) that came with the wrong parity, in words for a note. */
export const parityWords = (bytes: number[]): string =>
  `wrong parity in ${bytes.length === 1 ? "byte" : "bytes"} ${bytes.join(", ")}`;
