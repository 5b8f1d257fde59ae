import type { Bytes } from "../base/bytes";
import { concat, copy, joined } from "../base/bytes";
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
const secretAt = 1;
const counterAt = 33;
const empty = new Uint8Array(0);

export function createDrbg(options: DrbgOptions): Drbg {
  const cipher = options.cipher;
  /* Purpose, secret, counter: what is hashed stands ready, as a card waits for the result. */
  const input = new Uint8Array(counterAt + 4);
  let counter = 0;
  let kept = false;

  function follow(purpose: number, tail: Bytes): void {
    input[0] = purpose;
    input.set(cipher.sha256(joined(input.subarray(0, counterAt), tail)), secretAt);
  }

  function secret(): Bytes {
    return copy(input, secretAt, counterAt);
  }

  function block(): Bytes {
    input[0] = output;
    input.set(new Uint8Array(new Uint32Array([counter++]).buffer), counterAt);
    return cipher.sha256(input);
  }

  input.set(cipher.sha256(concat([new Uint8Array([stir]), options.seed, pack("u32", [options.epoch]), options.noise])), secretAt);
  options.persist(secret());
  return {
    bytes(length) {
      const out = new Uint8Array((length + 31) & ~31);
      for (let at = 0; at < length; at += 32) out.set(block(), at);
      follow(forward, empty);
      return copy(out, 0, length);
    },
    mix(seed) {
      follow(stir, seed);
      if (!kept) options.persist(secret());
      kept = true;
    },
  };
}
