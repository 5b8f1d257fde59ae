import type { Bytes } from "../../../firmware/src/base/bytes";
import type { Entropy } from "../../../firmware/src/hal/entropy";

/** Seeded noise (mulberry32): the same seed gives the same site, byte for byte. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function seededEntropy(seed: number): Entropy {
  const random = seededRandom(seed);
  return { noise: (): Bytes => Uint8Array.from({ length: 32 }, () => Math.floor(random() * 256)) };
}
