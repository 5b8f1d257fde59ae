import type { Bytes } from "../../firmware/src/base/bytes";
import { doubled, mask } from "../../firmware/src/crypto/cmac";
import type { Cipher } from "../../firmware/src/hal/cipher";

const inputBytesMax = 31;
const constant = 0x01;
const padding = 0x80;

/**
 * The key of one card out of a master key (NXP AN10922, 2.2, AES-128): CMAC over 01 ‖ `input`, always as two blocks.
 * `input`, 1 to 31 bytes, is what makes the card different: see `cardKeyInput`. Throws RangeError.
 */
export function diversify(cipher: Cipher, master: Bytes, input: Bytes): Bytes {
  if (master.length !== 16) throw new RangeError(`a master key has 16 bytes, not ${master.length}`);
  if (input.length < 1 || input.length > inputBytesMax) throw new RangeError(`the input has 1 to 31 bytes, not ${input.length}`);
  const data = new Uint8Array(32);
  data[0] = constant;
  data.set(input, 1);
  let subkey = doubled(cipher.encryptBlock(master, new Uint8Array(16)));
  if (input.length < inputBytesMax) {
    data[input.length + 1] = padding;
    subkey = doubled(subkey);
  }
  mask(data, 16, subkey);
  return new Uint8Array(cipher.encryptCbc(master, new Uint8Array(16), data).subarray(16));
}

/** UID ‖ application ‖ system identifier (AN10922, 2.2.1): a key of one card for one application of one site. */
export function cardKeyInput(uid: Bytes, application: Bytes, system: Bytes): Bytes {
  return Uint8Array.of(...uid, ...application, ...system);
}
