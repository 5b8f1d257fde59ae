import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import type { Bytes } from "../../../firmware/src/base/bytes";

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;

/** Keeps device keys at rest under the site key: version u8 | nonce 12 | AES-256-GCM text | tag 16, bound to the reader's id. */
export class KeyBox {
  private readonly key: Buffer;

  /** `siteKey`: 32 bytes as base64url, see secretFile. */
  constructor(siteKey: string) {
    this.key = Buffer.from(siteKey, "base64url");
    if (this.key.length !== 32) throw new Error("the site key is damaged: 32 bytes expected");
  }

  /** Eight bytes of the key's hash, in groups for reading aloud: says whether two are the same, and nothing else. */
  fingerprint(): string {
    const hash = createHash("sha256").update("latchkey site key").update(this.key).digest("hex").slice(0, 16);
    return hash.match(/.{4}/g)!.join(" ");
  }

  close(secret: Bytes, readerId: Bytes): Bytes {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv("aes-256-gcm", this.key, nonce).setAAD(readerId);
    const text = cipher.update(secret);
    cipher.final();
    return Uint8Array.from(Buffer.concat([Buffer.from([version]), nonce, text, cipher.getAuthTag()]));
  }

  /** Throws when the box was made with another key or for another reader. */
  open(box: Bytes, readerId: Bytes): Bytes {
    const bytes = Buffer.from(box);
    const decipher = createDecipheriv("aes-256-gcm", this.key, bytes.subarray(1, 1 + nonceBytes)).setAAD(readerId);
    decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes));
    const secret = decipher.update(bytes.subarray(1 + nonceBytes, bytes.length - tagBytes));
    decipher.final();
    return Uint8Array.from(secret);
  }
}
