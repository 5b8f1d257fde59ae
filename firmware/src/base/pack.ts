import type { Bytes } from "./bytes";
import { concat } from "./bytes";

/*
 * Layouts as short texts: fields parted by one blank, little-endian.
 *   u8 u16 u32   unsigned integers        b8   that many bytes        u32*8   eight such integers in a row
 * On the chip a five-field table of objects costs 37 memory blocks, this text two, and integers in a row one native array for all.
 */
export type Value = number | Bytes;

/** `values`, one for each field and for each integer of a row, laid out as `format` says. Too short byte fields are filled with zeros. */
export function pack(format: string, values: Value[]): Bytes {
  const fields = format.split(" ");
  const parts: Bytes[] = [];
  const left = values.concat([]);
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i]!.split("*");
    parts.push(laid(field[0]!, left.splice(0, field[1] ? +field[1] : 1)));
  }
  return concat(parts);
}

function laid(kind: string, values: Value[]): Bytes {
  if (kind === "u32") return new Uint8Array(new Uint32Array(values as number[]).buffer);
  if (kind === "u16") return new Uint8Array(new Uint16Array(values as number[]).buffer);
  if (kind === "u8") return new Uint8Array(values as number[]);
  const bytes = new Uint8Array(+kind.substr(1));
  bytes.set((values[0] as Bytes).subarray(0, bytes.length));
  return bytes;
}

/** The fields found in `bytes` from `offset`; byte fields are views. The caller has checked the length. */
export function unpack(format: string, bytes: Bytes, offset: number): Value[] {
  const fields = format.split(" ");
  const values: Value[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  let at = offset;
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i]!.split("*");
    const kind = field[0]!;
    const size = kind[0] === "b" ? +kind.substr(1) : +kind.substr(1) >> 3;
    for (let times = field[1] ? +field[1] : 1; times > 0; times--) {
      values.push(kind[0] === "b" ? bytes.subarray(at, at + size) : size === 4 ? view.getUint32(at, true) : size === 2 ? view.getUint16(at, true) : bytes[at]!);
      at += size;
    }
  }
  return values;
}

/** Two bytes of `bytes` from `at` as an unsigned number. */
export function u16At(bytes: Bytes, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8);
}

/** Four bytes of `bytes` from `at` as an unsigned number. */
export function u32At(bytes: Bytes, at: number): number {
  return (u16At(bytes, at) | (u16At(bytes, at + 2) << 16)) >>> 0;
}
