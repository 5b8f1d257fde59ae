import { toHex } from "../../../firmware/src/base/bytes";
import {
  header,
  traceFormat,
  traceVersion,
  verdictLine,
  type OnAir,
  type Trace,
  type TraceLine,
  type VerdictLine,
} from "../trace";
import { bitsWord, block, event, linkTypeIso14443, option, ownLine, pseudoHeaderBytes } from "./pcapng";
import { blocksOf, commentsOf, optionsOf, part, wrong, type Block } from "./pcapng-blocks";
import { airFrameBytesMax, refuse } from "./refuse";

interface Interface {
  linkType: number;
  /** Units of time in a second. */
  perSecond: number;
  offsetS: number;
}

interface Packet {
  /** Unix microseconds. */
  unixUs: number;
  line: OnAir;
  verdicts: VerdictLine[];
}

const noteCharactersMax = 500;

/** A trace of the frames in a pcapng file. Throws TRACE_PCAP, TRACE_PCAPNG, TRACE_LINK_TYPE or TRACE_NO_FRAMES. */
export function readPcapng(bytes: Uint8Array): Trace {
  const interfaces: Interface[] = [];
  const packets: Packet[] = [];
  const about: string[] = [];
  for (const one of blocksOf(bytes)) {
    if (one.type === block.section) {
      interfaces.length = 0;
      about.push(...sectionComments(one));
    } else if (one.type === block.interface) interfaces.push(interfaceOf(one));
    else if (one.type === block.simplePacket) throw wrong(one.number, "is a packet without a time");
    else if (one.type === block.packet) packets.push(packetOf(one, interfaces));
  }
  if (packets.length === 0) throw refuse("TRACE_NO_FRAMES", "The capture holds no frame.");
  return traceOf(packets, about);
}

function sectionComments(one: Block): string[] {
  if (one.body.byteLength < 16) throw wrong(one.number, "is too short for a section header");
  return commentsOf(optionsOf(one, 16));
}

function interfaceOf(one: Block): Interface {
  if (one.body.byteLength < 8) throw wrong(one.number, "is too short for an interface");
  const found: Interface = { linkType: one.body.getUint16(0, one.little), perSecond: 1_000_000, offsetS: 0 };
  for (const { code, value } of optionsOf(one, 8)) {
    if (code === option.resolution && value.length > 0) found.perSecond = resolution(value[0]!);
    if (code === option.offset && value.length === 8) {
      const seconds = new DataView(value.buffer, value.byteOffset, 8).getBigInt64(0, one.little);
      found.offsetS = Number(seconds);
    }
  }
  return found;
}

/** if_tsresol: a power of ten, or with its high bit set of two. */
const resolution = (code: number): number => (code & 0x80 ? 2 ** (code & 0x7f) : 10 ** code);

function packetOf(one: Block, interfaces: Interface[]): Packet {
  const { body, little, number } = one;
  if (body.byteLength < 20) throw wrong(number, "is too short for a packet");
  const from = interfaces[body.getUint32(0, little)];
  if (!from) throw wrong(number, "belongs to an interface that was never named");
  if (from.linkType !== linkTypeIso14443) {
    const message = `Block ${number} holds a packet of link type ${from.linkType}; only ${linkTypeIso14443} (ISO 14443) is a card's.`;
    throw refuse("TRACE_LINK_TYPE", message);
  }
  const captured = body.getUint32(12, little);
  if (20 + captured > body.byteLength) throw wrong(number, `says that it holds a packet of ${captured} bytes`);
  const units = body.getUint32(4, little) * 2 ** 32 + body.getUint32(8, little);
  const comments = commentsOf(optionsOf(one, 20 + Math.ceil(captured / 4) * 4));
  const line = lineOf(part(body, 20, captured), number, comments);
  const unixUs = Math.round((units / from.perSecond + from.offsetS) * 1_000_000);
  if (!(unixUs >= 0 && unixUs <= Number.MAX_SAFE_INTEGER)) throw wrong(number, "has a time that no clock shows");
  return { unixUs, line, verdicts: comments.flatMap(verdictIn) };
}

function lineOf(packet: Uint8Array, number: number, comments: string[]): OnAir {
  if (packet.length < pseudoHeaderBytes) throw wrong(number, "has no whole pseudo-header");
  const [version, kind, high, low] = packet;
  const length = (high! << 8) | low!;
  if (version !== 0) throw wrong(number, `has a pseudo-header of version ${version}`);
  if (length !== packet.length - pseudoHeaderBytes)
    throw wrong(number, `says that its frame has ${length} bytes, and has ${packet.length - pseudoHeaderBytes}`);
  const note = noteIn(comments);
  if (kind === event.fieldOn || kind === event.fieldOff) return { us: 0, field: kind === event.fieldOn ? "on" : "off", ...note };
  if (kind! < event.fromReaderDropped) throw wrong(number, `tells of an event ${kind} that nobody knows`);
  if (length === 0 || length > airFrameBytesMax) throw wrong(number, `holds a frame of ${length} bytes`);
  const out = kind === event.fromReader || kind === event.fromReaderDropped;
  const crc = kind === event.fromReaderDropped || kind === event.fromCardDropped ? { crc: "absent" as const } : {};
  return {
    us: 0,
    air: out ? "out" : "in",
    bytes: toHex(packet.subarray(pseudoHeaderBytes)),
    ...bitsIn(comments),
    ...crc,
    ...note,
  };
}

function noteIn(comments: string[]): { note?: string } {
  const note = comments.filter((text) => !text.startsWith(ownLine) && !text.startsWith(bitsWord)).join("; ");
  return note ? { note: note.slice(0, noteCharactersMax) } : {};
}

function bitsIn(comments: string[]): { bits?: number } {
  const bits = parseInt(comments.find((text) => text.startsWith(bitsWord))?.slice(bitsWord.length) ?? "", 10);
  return bits >= 1 && bits <= 7 ? { bits } : {};
}

function ownJson(text: string): unknown {
  if (!text.startsWith(ownLine)) return undefined;
  try {
    return JSON.parse(text.slice(ownLine.length));
  } catch {
    return undefined;
  }
}

function verdictIn(comment: string): VerdictLine[] {
  const result = verdictLine.safeParse(ownJson(comment));
  return result.success ? [result.data] : [];
}

/** Times count from our own header's second, or from that of the first frame; frames that overlap keep their order. */
function traceOf(packets: Packet[], about: string[]): Trace {
  const own = about.map((text) => header.safeParse(ownJson(text))).find(({ success }) => success)?.data;
  const now = own?.now ?? Math.floor(packets[0]!.unixUs / 1_000_000);
  const words = about
    .filter((text) => !text.startsWith(ownLine))
    .join("; ")
    .slice(0, noteCharactersMax);
  const first = header.parse({ format: traceFormat, host: "other", now, about: words, ...own, version: traceVersion });
  const lines: TraceLine[] = [];
  let us = 0;
  for (const { unixUs, line, verdicts } of packets) {
    us = Math.max(us, unixUs - now * 1_000_000);
    lines.push({ ...line, us });
    for (const verdict of verdicts) lines.push({ ...verdict, us: (us = Math.max(us, verdict.us)) });
  }
  return { header: first, lines };
}
