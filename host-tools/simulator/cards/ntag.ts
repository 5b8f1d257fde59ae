import type { CardAnswer, EmulatedCard } from "./card";

/** NTAG21x data sheet: pages of 4 bytes, the size byte of the capability container, the storage byte of GET_VERSION. */
const models = {
  ntag213: { pages: 45, size: 0x12, storage: 0x0f },
  ntag215: { pages: 135, size: 0x3e, storage: 0x11 },
  ntag216: { pages: 231, size: 0x6d, storage: 0x13 },
} as const;

export type NtagModel = keyof typeof models;
export const isNtagModel = (name: string): name is NtagModel => name in models;

const pageBytes = 4;

/** An NTAG with `ndef` as its message, in a TLV from page 4 on. Throws a plain text when the message does not fit. */
export function ntagCard(model: NtagModel, uid: Uint8Array, ndef: Uint8Array): EmulatedCard & { memory: Uint8Array } {
  const memory = freshMemory(model, uid, ndef);
  return { atqa: 0x0044, sak: 0x00, uid, memory, exchange: (frame) => answerTo(model, memory, frame), reset: () => undefined };
}

function freshMemory(model: NtagModel, uid: Uint8Array, ndef: Uint8Array): Uint8Array {
  const { pages, size } = models[model];
  const memory = new Uint8Array(pages * pageBytes);
  const tlv = ndef.length < 255 ? [3, ndef.length] : [3, 255, ndef.length >> 8, ndef.length & 255];
  if (tlv.length + ndef.length + 1 > size * 8)
    throw new Error(`an NDEF message of ${ndef.length} bytes does not fit an ${model.toUpperCase()}`);
  const [u0 = 0, u1 = 0, u2 = 0, u3 = 0, u4 = 0, u5 = 0, u6 = 0] = uid;
  /* Serial number with its check bytes (ISO/IEC 14443-3, 6.5.4), internal byte, lock bytes, capability container. */
  memory.set([u0, u1, u2, 0x88 ^ u0 ^ u1 ^ u2, u3, u4, u5, u6, u3 ^ u4 ^ u5 ^ u6, 0x48, 0, 0, 0xe1, 0x10, size, 0]);
  memory.set([...tlv, ...ndef, 0xfe], 16);
  /* Dynamic locks and configuration: not protected, authentication never required. */
  memory.set([0, 0, 0, 0xbd, 4, 0, 0, 0xff, 0, 5, 0, 0], (pages - 5) * pageBytes);
  return memory;
}

function answerTo(model: NtagModel, memory: Uint8Array, frame: Uint8Array): CardAnswer {
  const [command, page = 0] = frame;
  if (command === 0x30 && frame.length === 2) return read(memory, page);
  if (command === 0x3a && frame.length === 3) return fastRead(memory, page, frame[2]!);
  if (command === 0xa2 && frame.length === 6) return write(memory, page, frame.subarray(2));
  /* COMPATIBILITY_WRITE (10.5), its two halves as one: of 16 bytes the first four count. */
  if (command === 0xa0 && frame.length === 18) return write(memory, page, frame.subarray(2, 6));
  if (command === 0x60 && frame.length === 1) return Uint8Array.of(0, 4, 4, 2, 1, 0, models[model].storage, 3);
  return "nak";
}

/** READ (10.2): 16 bytes, going round to page 0 at the end of memory. */
function read(memory: Uint8Array, page: number): CardAnswer {
  const pages = memory.length / pageBytes;
  if (page >= pages) return "nak";
  return Uint8Array.from({ length: 16 }, (_, i) => memory[(page * pageBytes + i) % memory.length]!);
}

/** FAST_READ (10.3). */
function fastRead(memory: Uint8Array, from: number, to: number): CardAnswer {
  if (from > to || to >= memory.length / pageBytes) return "nak";
  return memory.slice(from * pageBytes, (to + 1) * pageBytes);
}

/** WRITE (10.4): lock bytes and the capability container are one-time programmable, locked pages refuse. */
function write(memory: Uint8Array, page: number, bytes: Uint8Array): CardAnswer {
  if (page < 2 || page >= memory.length / pageBytes - 2 || isLocked(memory, page)) return "nak";
  for (let i = 0; i < pageBytes; i++) {
    const at = page * pageBytes + i;
    if (page === 2 && i < 2) continue;
    memory[at] = page <= 3 ? memory[at]! | bytes[i]! : bytes[i]!;
  }
  return "ack";
}

/** Static lock bytes (8.5.2): one bit for each of the pages 3 to 15. */
function isLocked(memory: Uint8Array, page: number): boolean {
  if (page < 3 || page > 15) return false;
  return ((memory[10]! | (memory[11]! << 8)) & (1 << page)) !== 0;
}
