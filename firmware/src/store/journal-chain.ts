import type { Bytes } from "../base/bytes";
import type { Cipher } from "../hal/cipher";
import { chain, recordBytes } from "../wire/record";

const hashBytes = 32;
/** Records to one hash. */
const together = 8;

/**
 * A keyed hash that goes on from record to record: SHA-256 of the hash before (at first the key) and up to eight records. A record's last
 * word counts as zero: it depends on where the record lay. The same on the reader and at the backend (docs/flash-format.md, section 4).
 */
export class JournalChain {
  /** Records since `begin`. */
  count!: number;
  private readonly cipher: Cipher;
  private readonly key: Bytes;
  /** The hash, then records. */
  private readonly block: Bytes;
  private readonly words: Uint32Array;
  private filled!: number;

  /** `key`: 32 bytes, crypto/kdf. */
  constructor(cipher: Cipher, key: Bytes) {
    this.cipher = cipher;
    this.key = key;
    this.block = new Uint8Array(hashBytes + together * recordBytes);
    this.words = new Uint32Array(this.block.buffer);
    this.begin();
  }

  begin(): void {
    this.block.set(this.key);
    this.filled = hashBytes;
    this.count = 0;
  }

  /** `record`: 32 bytes, the next one after those added before. With each chain record the hash begins anew. */
  add(record: Bytes): void {
    if (record[0] === chain) this.begin();
    if (this.filled === this.block.length) {
      this.block.set(this.cipher.sha256(this.block));
      this.filled = hashBytes;
    }
    this.block.set(record, this.filled);
    this.filled += recordBytes;
    this.words[(this.filled >> 2) - 1] = 0;
    this.count++;
  }

  /** The hash of all that was added; a chain record says its first 12 bytes. */
  value(): Bytes {
    return this.cipher.sha256(this.block.subarray(0, this.filled));
  }
}
