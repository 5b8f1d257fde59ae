import type { Bytes } from "../base/bytes";
import { concat, copy } from "../base/bytes";
import { pack } from "../base/pack";
import type { Cipher } from "../hal/cipher";

/**
 * Random bytes that do not depend on the board's dice: the noise of some boards repeats after every boot.
 * What makes two boots differ is the secret seed and the boot epoch, which has risen on flash before this starts.
 */
export interface Drbg {
  /** `length` bytes never given before, in this boot or any other. */
  bytes(length: number): Bytes;
  /** Stirs in bytes from elsewhere (the backend's, on every sync); kept over the next boot from the first call on. */
  mix(seed: Bytes): void;
}

export interface DrbgOptions {
  cipher: Cipher;
  /** 32 secret bytes, as the last `persist` left them or as provisioned. */
  seed: Bytes;
  /** Boot epoch: must be on flash already, and never the same twice. */
  epoch: number;
  /** Anything that may differ between boots: board noise, time. May as well repeat. */
  noise: Bytes;
  /** Must have `seed` durable on return or throw; then no byte is handed out. */
  persist(seed: Bytes): void;
}

/* First byte of every hash, so that no two uses share an input. */
const stir = 1;
const output = 2;
const forward = 3;

export function createDrbg(options: DrbgOptions): Drbg {
  const cipher = options.cipher;
  let secret = cipher.sha256(concat([new Uint8Array([stir]), options.seed, pack("u32", [options.epoch]), options.noise]));
  let counter = 0;
  let kept = false;
  options.persist(secret);

  function hash(purpose: number, tail: Bytes): Bytes {
    return cipher.sha256(concat([new Uint8Array([purpose]), secret, tail]));
  }

  return {
    bytes(length) {
      const out = new Uint8Array((length + 31) & ~31);
      for (let at = 0; at < length; at += 32) out.set(hash(output, pack("u32", [counter++])), at);
      secret = hash(forward, new Uint8Array(0));
      return copy(out, 0, length);
    },
    mix(seed) {
      secret = hash(stir, seed);
      if (!kept) options.persist(secret);
      kept = true;
    },
  };
}
