import { crc32 } from "../../../firmware/src/base/crc";

/*
 * The flashing line, text in both directions, one packet a line:
 *   host   LK:number:op:a:b:data:crc     data in base 64
 *   board  LK:text crc                   text is "ack number crc [value]" with the packet's own crc, "nak", "err number why"
 * Each crc is the CRC-32 of everything before its separator (the board's from after "LK:"), in decimal. The board carries a
 * packet out once and repeats its answer when the packet comes again, so the host may repeat anything.
 */
export interface Packet {
  number: number;
  op: string;
  a: number;
  b: number;
  data: Uint8Array;
}

/** Bytes of flash in one packet: its line stays below 400 characters, which the smallest input buffer holds twice. */
export const packetDataMax = 240;

/** The line of `packet`. The newline in front ends whatever a disturbance left on the line. */
export function lineOf(packet: Packet): string {
  const body = bodyOf(packet);
  return `\n${body}:${textCrc(body)}\n`;
}

export function packetCrc(packet: Packet): number {
  return textCrc(bodyOf(packet));
}

/** What the board says in `line`, if its check is right; undefined for noise, echoes and prompts. */
export function replyIn(line: string): string | undefined {
  const start = line.indexOf("LK:");
  const end = line.lastIndexOf(" ");
  if (start < 0 || end < start) return undefined;
  const text = line.slice(start + 3, end);
  return String(textCrc(text)) === line.slice(end + 1).trim() ? text : undefined;
}

export function textCrc(text: string): number {
  return crc32(Buffer.from(text, "latin1"));
}

function bodyOf({ number, op, a, b, data }: Packet): string {
  return `LK:${number}:${op}:${a}:${b}:${Buffer.from(data).toString("base64")}`;
}
