import { createHash } from "node:crypto";
import type { FlashArea, FlashImage } from "../image/flash-image";
import { headerBytes } from "../image/storage-writer";
import type { Packet } from "./packet";
import { lineOf, packetCrc, packetDataMax, replyIn } from "./packet";
import type { Step, Verdict } from "./step";

/** One erase or hash packet covers this much: a second or two of a board's time. */
const rangeBytes = 16_384;
const hashBlock = 1024;
const none = new Uint8Array(0);
const tries = 12;
const writeMs = 1000;
const slowMs = 8000;
/** A page looked at counts as much as so many bytes sent. */
const lookShare = 32;

/** Numbers the packets of a job, from 1. */
class Packets {
  private last = 0;

  step(title: string, op: string, a: number, b: number, more: { data?: Uint8Array; value?: string; ms?: number } = {}): Step {
    const packet: Packet = { number: ++this.last, op, a, b, data: more.data ?? none };
    return {
      title,
      send: () => lineOf(packet),
      accept: (line) => verdictOf(replyIn(line), packet, more.value ?? ""),
      patienceMs: more.ms ?? writeMs,
      tries,
      silent: "LINE_BROKEN",
      work: packet.data.length || Math.ceil(b / lookShare),
    };
  }
}

/**
 * From a bare board to the verified image and its restart. The first header of Storage makes everything in it visible: it
 * is written last, after the hash of every area was right without it, and all is hashed once more with it.
 */
export function writeSteps(image: FlashImage): Step[] {
  const packets = new Packets();
  const hidden = image.areas.map((area) => (area.isStorage ? { ...area, bytes: withoutFirstHeader(area.bytes) } : area));
  const raw = hidden.filter((area) => !area.isStorage);
  const storage = hidden.filter((area) => area.isStorage);
  return [
    ...[...storage, ...raw].flatMap((area) => erase(packets, area)),
    ...[...raw, ...storage].flatMap((area) => write(packets, area)),
    ...hidden.flatMap((area) => check(packets, area)),
    ...image.areas.filter((area) => area.isStorage).map((area) => firstHeader(packets, area)),
    ...image.areas.flatMap((area) => check(packets, area)),
    { ...packets.step("restarting", "bo", 0, 0), silent: "done" as const },
  ];
}

/** The packet that gives the prompt back before the job is done. */
export const quitLine = lineOf({ number: 0, op: "qo", a: 0, b: 0, data: none });

function verdictOf(reply: string | undefined, packet: Packet, value: string): Verdict {
  if (reply === undefined) return "ignore";
  if (reply === "nak") return "again";
  const [kind, number, crc, told = ""] = reply.split(" ");
  if (Number(number) !== packet.number) return "ignore";
  if (kind === "err") return { refuse: "FLASH_FAILED", detail: reply.slice(4) };
  if (kind !== "ack" || Number(crc) !== packetCrc(packet)) return "ignore";
  return told === value ? "done" : { refuse: "VERIFY_FAILED", detail: `at address ${packet.a}` };
}

function erase(packets: Packets, area: FlashArea): Step[] {
  return ranges(area).map(({ at, length }) => packets.step("erasing", opOf("e", area), area.address + at, length, { ms: slowMs }));
}

function write(packets: Packets, area: FlashArea): Step[] {
  const steps: Step[] = [];
  for (let at = 0; at < area.bytes.length; at += packetDataMax) {
    const data = area.bytes.subarray(at, at + packetDataMax);
    if (data.every((byte) => byte === 255)) continue;
    steps.push(packets.step("writing", opOf("w", area), area.address + at, 0, { data }));
  }
  return steps;
}

function firstHeader(packets: Packets, area: FlashArea): Step {
  return packets.step("writing", opOf("w", area), area.address, 0, { data: area.bytes.subarray(0, headerBytes) });
}

function check(packets: Packets, area: FlashArea): Step[] {
  return ranges(area).map(({ at, length }) =>
    packets.step("checking", opOf("h", area), area.address + at, length, { value: hashOf(area.bytes.subarray(at, at + length)), ms: slowMs }),
  );
}

/** SHA-256 over the SHA-256 of each kB: the board need not hold more than that in memory. */
function hashOf(bytes: Uint8Array): string {
  const whole = createHash("sha256");
  for (let at = 0; at < bytes.length; at += hashBlock) whole.update(createHash("sha256").update(bytes.subarray(at, at + hashBlock)).digest());
  return whole.digest("base64");
}

function ranges(area: FlashArea): { at: number; length: number }[] {
  const count = Math.ceil(area.bytes.length / rangeBytes);
  return Array.from({ length: count }, (_, i) => ({ at: i * rangeBytes, length: Math.min(rangeBytes, area.bytes.length - i * rangeBytes) }));
}

function opOf(op: string, area: FlashArea): string {
  return op + (area.medium === "spi" ? "s" : "o");
}

function withoutFirstHeader(bytes: Uint8Array): Uint8Array {
  const hidden = new Uint8Array(bytes);
  hidden.fill(255, 0, headerBytes);
  return hidden;
}
