/** Bytes as every room of the house passes them on. Views are passed, not copies, unless a contract says so. */
export type Bytes = Uint8Array;

/** The parts one after the other in a new array. */
export function concat(parts: Bytes[]): Bytes {
  let length = 0;
  for (let i = 0; i < parts.length; i++) length += parts[i]!.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (let i = 0; i < parts.length; i++) {
    whole.set(parts[i]!, at);
    at += parts[i]!.length;
  }
  return whole;
}

/** `first` and `second` in a new array; on the chip a third of what `concat` takes for two. */
export function joined(first: Bytes, second: Bytes): Bytes {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}

/** A copy of `bytes[from, to)`; on the chip `slice` gives a plain array, so it is never used. */
export function copy(bytes: Bytes, from: number, to: number): Bytes {
  return new Uint8Array(bytes.subarray(from, to));
}

/** Lower-case hexadecimal, two digits a byte. Slow on the chip: never on a tap's path. */
export function toHex(bytes: Bytes): string {
  let text = "";
  for (let i = 0; i < bytes.length; i++) text += (bytes[i]! + 256).toString(16).substr(1);
  return text;
}

/** The bytes of a hexadecimal text of even length; callers check the text first. */
export function fromHex(text: string): Bytes {
  const bytes = new Uint8Array(text.length >> 1);
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(text.substr(i * 2, 2), 16);
  return bytes;
}
