import type { Entropy } from "../hal/entropy";

/** The chip's dice repeat after every boot on some boards; crypto/drbg knows and relies on its own seed. */
export const chipEntropy: Entropy = {
  noise() {
    const words = new Uint32Array(8);
    for (let i = 0; i < 8; i++) words[i] = E.hwRand();
    return new Uint8Array(words.buffer);
  },
};
