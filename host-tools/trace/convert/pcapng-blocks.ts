import { block, byteOrderMagic, olderMagics, option } from "./pcapng";
import { decodeUtf8 } from "./utf8";
import { refuse } from "./refuse";

export interface Block {
  type: number;
  /** Number in the file, from 1 on, for messages. */
  number: number;
  body: DataView;
  /** The section's byte order. */
  little: boolean;
}

export interface Option {
  code: number;
  value: Uint8Array;
}

const frameBytes = 12;

/** The blocks of a pcapng file. Throws TRACE_PCAP for the older format, TRACE_PCAPNG for anything that does not add up. */
export function blocksOf(bytes: Uint8Array): Block[] {
  const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.byteLength >= 4 && olderMagics.includes(file.getUint32(0, true))) {
    throw refuse("TRACE_PCAP", "The file is in the older format pcap: `editcap -F pcapng OLD NEW` turns it into pcapng.");
  }
  if (file.byteLength < frameBytes || file.getUint32(0, true) !== block.section) {
    throw refuse("TRACE_PCAPNG", "The file does not begin as pcapng does.");
  }
  const blocks: Block[] = [];
  let little = true;
  for (let at = 0; at < file.byteLength;) {
    const number = blocks.length + 1;
    const left = file.byteLength - at;
    if (left < frameBytes) throw wrong(number, `breaks off after ${left} bytes`);
    if (file.getUint32(at, true) === block.section) little = orderOf(file, at, number);
    const length = file.getUint32(at + 4, little);
    if (length < frameBytes || length % 4 !== 0) throw wrong(number, `says that it has ${length} bytes`);
    if (length > left) throw wrong(number, `says that it has ${length} bytes; the file has ${left} more`);
    if (file.getUint32(at + length - 4, little) !== length) throw wrong(number, "has two lengths that differ");
    blocks.push({ type: file.getUint32(at, little), number, body: view(file, at + 8, length - frameBytes), little });
    at += length;
  }
  return blocks;
}

function orderOf(file: DataView, at: number, number: number): boolean {
  if (file.byteLength < at + frameBytes) throw wrong(number, "breaks off");
  if (file.getUint32(at + 8, true) === byteOrderMagic) return true;
  if (file.getUint32(at + 8, false) === byteOrderMagic) return false;
  throw wrong(number, "has no byte order");
}

/** Options from `from` to the block's end. */
export function optionsOf({ body, little, number }: Block, from: number): Option[] {
  const found: Option[] = [];
  for (let at = from; at + 4 <= body.byteLength;) {
    const [code, length] = [body.getUint16(at, little), body.getUint16(at + 2, little)];
    if (code === option.end) break;
    if (at + 4 + length > body.byteLength) throw wrong(number, `has an option of ${length} bytes that go past its end`);
    found.push({ code, value: part(body, at + 4, length) });
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return found;
}

export function commentsOf(from: Option[]): string[] {
  return from.filter(({ code }) => code === option.comment).map(({ value }) => decodeUtf8(value));
}

export const part = (from: DataView, at: number, length: number): Uint8Array =>
  new Uint8Array(from.buffer, from.byteOffset + at, length);
const view = (from: DataView, at: number, length: number): DataView => new DataView(from.buffer, from.byteOffset + at, length);
export const wrong = (number: number, what: string): Error => refuse("TRACE_PCAPNG", `Block ${number} ${what}.`);
