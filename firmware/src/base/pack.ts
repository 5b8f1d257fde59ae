import type { Bytes } from "./bytes";

/*
 * Layouts as short texts: fields parted by one blank, little-endian.
 *   u8 u16 u32   unsigned integers        b8   that many bytes
 * On the chip a five-field table of objects costs 37 memory blocks, this text two.
 */
export type Value = number | Bytes;

/** Bytes that `format` takes. */
export function sizeOf(format: string): number {
  const fields = format.split(" ");
  let size = 0;
  for (let i = 0; i < fields.length; i++) size += width(fields[i]!);
  return size;
}

/** `values`, one for each field, laid out as `format` says. Too short byte fields are filled with zeros. */
export function pack(format: string, values: Value[]): Bytes {
  const fields = format.split(" ");
  const bytes = new Uint8Array(sizeOf(format));
  let at = 0;
  for (let i = 0; i < fields.length; i++) {
    const size = width(fields[i]!);
    if (fields[i]![0] === "b") bytes.set((values[i] as Bytes).subarray(0, size), at);
    else putNumber(bytes, at, size, values[i] as number);
    at += size;
  }
  return bytes;
}

/** The fields found in `bytes` from `offset`; byte fields are views. The caller has checked the length. */
export function unpack(format: string, bytes: Bytes, offset: number): Value[] {
  const fields = format.split(" ");
  const values: Value[] = [];
  let at = offset;
  for (let i = 0; i < fields.length; i++) {
    const size = width(fields[i]!);
    values.push(fields[i]![0] === "b" ? bytes.subarray(at, at + size) : getNumber(bytes, at, size));
    at += size;
  }
  return values;
}

/** `size` bytes of `bytes` from `at` as an unsigned number, low byte first. */
export function getNumber(bytes: Bytes, at: number, size: number): number {
  let value = 0;
  for (let i = size - 1; i >= 0; i--) value = value * 256 + bytes[at + i]!;
  return value;
}

/** Writes `value` into `size` bytes from `at`, low byte first. */
export function putNumber(bytes: Bytes, at: number, size: number, value: number): void {
  for (let i = 0; i < size; i++) {
    bytes[at + i] = value & 255;
    value = Math.floor(value / 256);
  }
}

function width(field: string): number {
  const digits = parseInt(field.substr(1));
  return field[0] === "b" ? digits : digits >> 3;
}
