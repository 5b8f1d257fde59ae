/* UTF-8 by the coders that Node and browsers have alike; the types of neutral code know neither. */
declare const TextEncoder: new () => { encode(text: string): Uint8Array };
declare const TextDecoder: new (name: "utf-8", how: { fatal: true; ignoreBOM: true }) => { decode(bytes: Uint8Array): string };

/** Lone surrogates become U+FFFD. */
export const encodeUtf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Bytes that are no UTF-8 are read as Latin-1: a note is never a reason to refuse a capture. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  }
}
