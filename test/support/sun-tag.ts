import { createCipheriv, randomBytes } from "node:crypto";

/*
 * An NTAG 424 DNA's side of Secure Unique NFC out of AN12196 and NIST SP 800-38B alone, with Node's AES: the other opinion on what
 * a tag says.
 */
function block(key: Buffer, data: Buffer): Buffer {
  const cipher = createCipheriv("aes-128-ecb", key, null).setAutoPadding(false);
  return Buffer.concat([cipher.update(data), cipher.final()]);
}

function doubled(from: Buffer): Buffer {
  const wide = (BigInt(`0x${from.toString("hex")}`) << 1n) & ((1n << 128n) - 1n);
  const carried = from[0]! & 0x80 ? wide ^ 0x87n : wide;
  return Buffer.from(carried.toString(16).padStart(32, "0"), "hex");
}

const xor = (a: Buffer, b: Buffer): Buffer => Buffer.from(a.map((byte, i) => byte ^ b[i]!));

function cmac(key: Buffer, message: Buffer): Buffer {
  const whole = doubled(block(key, Buffer.alloc(16)));
  const count = Math.max(1, Math.ceil(message.length / 16));
  const last = Buffer.alloc(16);
  message.subarray((count - 1) * 16).copy(last);
  if (message.length < count * 16) last[message.length % 16] = 0x80;
  let state: Buffer = Buffer.alloc(16);
  for (let i = 0; i < count - 1; i++) state = block(key, xor(state, message.subarray(i * 16, i * 16 + 16)));
  return block(key, xor(xor(state, last), message.length === count * 16 ? whole : doubled(whole)));
}

export class SunTag {
  constructor(
    readonly uid: string,
    readonly metaKey: string,
    readonly macKey: string,
    public counter = 0,
  ) {}

  /** What the tag's address carries at the next tap. */
  tap(): { e: string; c: string } {
    const read = Buffer.alloc(3);
    read.writeUIntLE(++this.counter, 0, 3);
    const data = Buffer.concat([Buffer.from([0xc7]), Buffer.from(this.uid, "hex"), read, randomBytes(5)]);
    /* One block with an initial vector of zeros is the block itself. */
    const e = block(Buffer.from(this.metaKey, "hex"), data).toString("hex");
    const session = cmac(Buffer.from(this.macKey, "hex"), Buffer.concat([Buffer.from("3cc300010080", "hex"), data.subarray(1, 11)]));
    const c = Buffer.from(cmac(session, Buffer.alloc(0)).filter((_, i) => i % 2 === 1)).toString("hex");
    return { e, c };
  }
}
