import { fromHex } from "../../../firmware/src/base/bytes";
import { airOf } from "../air/air-of";
import { isAir, isVerdict, type OnAir, type Trace, type VerdictLine } from "../trace";
import { ByteWriter } from "./byte-writer";
import { encodeUtf8 } from "./utf8";
import { bitsWord, block, byteOrderMagic, event, linkTypeIso14443, option, ownLine } from "./pcapng";

const microsecondsInS = 1_000_000;

/**
 * The air frames of `trace` for Wireshark and its relatives. Notes, bits of short frames, verdicts and the trace's header
 * travel as comments, so that reading it back loses nothing that was on the air.
 */
export function writePcapng(trace: Trace): Uint8Array {
  const file = new ByteWriter();
  const header = { ...trace.header, list: [], story: [] };
  const about = trace.header.about ? [trace.header.about] : [];
  put(file, block.section, sectionBody([...about, ownLine + JSON.stringify(header)]));
  put(file, block.interface, interfaceBody());
  for (const { line, verdicts } of packets(trace)) put(file, block.packet, packetBody(line, verdicts, trace.header.now));
  return file.whole();
}

function put(file: ByteWriter, type: number, body: ByteWriter): void {
  const length = body.length + 12;
  file.u32(type).u32(length).bytes(body.whole()).u32(length);
}

function sectionBody(comments: string[]): ByteWriter {
  const unknownLength = 0xffffffff;
  const body = new ByteWriter().u32(byteOrderMagic).u16(1).u16(0).u32(unknownLength).u32(unknownLength);
  return options(body, [
    ...comments.map((text): Option => [option.comment, text]),
    [option.application, "latchkey trace convert"],
  ]);
}

function interfaceBody(): ByteWriter {
  const noLimit = 0;
  return new ByteWriter().u16(linkTypeIso14443).u16(0).u32(noLimit);
}

/** Each verdict goes with the frame before it. */
function packets(trace: Trace): { line: OnAir; verdicts: VerdictLine[] }[] {
  const lines = airOf(trace);
  const verdicts = trace.lines.filter(isVerdict);
  return lines.map((line, i) => {
    const until = lines[i + 1]?.us ?? Infinity;
    return { line, verdicts: verdicts.filter(({ us }) => (i === 0 || us >= line.us) && us < until) };
  });
}

function packetBody(line: OnAir, verdicts: VerdictLine[], now: number): ByteWriter {
  const us = now * microsecondsInS + line.us;
  const data = pseudoHeader(line);
  const body = new ByteWriter()
    .u32(0)
    .u32(Math.floor(us / 2 ** 32))
    .u32(us % 2 ** 32)
    .u32(data.length)
    .u32(data.length);
  body.bytes(data.whole()).pad();
  const comments = [
    ...(line.note ? [line.note] : []),
    ...(isAir(line) && line.bits ? [bitsWord + line.bits] : []),
    ...verdicts.map((verdict) => ownLine + JSON.stringify(verdict)),
  ];
  return options(
    body,
    comments.map((text): Option => [option.comment, text]),
  );
}

function pseudoHeader(line: OnAir): ByteWriter {
  if (!isAir(line))
    return new ByteWriter()
      .u8(0)
      .u8(line.field === "on" ? event.fieldOn : event.fieldOff)
      .u16be(0);
  const bytes = fromHex(line.bytes);
  const [whole, dropped] =
    line.air === "out" ? [event.fromReader, event.fromReaderDropped] : [event.fromCard, event.fromCardDropped];
  return new ByteWriter()
    .u8(0)
    .u8(line.crc ? dropped : whole)
    .u16be(bytes.length)
    .bytes(bytes);
}

type Option = [number, string];

function options(body: ByteWriter, list: Option[]): ByteWriter {
  for (const [code, text] of list) {
    const bytes = encodeUtf8(text).subarray(0, 0xffff);
    body.u16(code).u16(bytes.length).bytes(bytes).pad();
  }
  return list.length > 0 ? body.u16(option.end).u16(0) : body;
}
