import { z } from "zod";
import { fromHex, toHex } from "../../firmware/src/base/bytes";
import { technologyNames } from "../api/names";

/** Version of the file format. 1 had no lines of the air; both are read, any other is refused. */
export const traceVersion = 2;
export const readableVersions = [1, 2] as number[];
export const traceFormat = "latchkey-trace";

const hex = z.string().regex(/^([0-9a-f]{2})+$/, "must be lower-case hexadecimal, two digits a byte");
const microseconds = z.number().int().min(0);
export const storyLinesMax = 1000;
/** Longer than any stretch that one frame and its noise can make. */
const bytesMax = 4096;

/** Who may pass in this trace's world. Unix seconds; 0: no limit. */
export const listEntry = z.strictObject({
  technology: z.enum(technologyNames).exclude(["none"]),
  identifier: hex,
  validFrom: z.number().int().min(0).default(0),
  validUntil: z.number().int().min(0).default(0),
  disabled: z.boolean().default(false),
});
export type ListEntry = z.infer<typeof listEntry>;

/**
 * First line of a trace. `host` says who drove the front end: `latchkey`, then a replay puts the shipped reader in its
 * place; or another program, then a replay puts the recorded card's side before the shipped reader.
 */
export const header = z.strictObject({
  format: z.literal(traceFormat),
  version: z.literal(readableVersions),
  about: z.string().max(500).default(""),
  host: z.enum(["latchkey", "libnfc", "other"]),
  /** Unix seconds at us 0. */
  now: z.number().int().min(0),
  assuranceMin: z.number().int().min(0).max(3).default(0),
  list: z.array(listEntry).max(1000).default([]),
  /** How cards prove themselves here: lines of wire/card-profile, their keys wrapped for the bench. Only of keys that open no door. */
  profiles: z.array(hex).max(4).optional(),
  /** The group key of phones that are taken here, wrapped for the bench; left out: none are. */
  phones: hex.length(32).optional(),
  /** What was done at the antenna, in the words of simulator/story; empty for real hardware. */
  story: z.array(z.string()).max(storyLinesMax).default([]),
});
export type TraceHeader = z.infer<typeof header>;

/** Bytes on the line: `out` from the host to the front end. */
export const frameLine = z.strictObject({
  us: microseconds,
  dir: z.enum(["out", "in"]),
  bytes: hex.max(bytesMax * 2),
  note: z.string().max(500).optional(),
});
export type FrameLine = z.infer<typeof frameLine>;

/**
 * A frame on the air (ISO/IEC 14443-3 type A), CRC and all: `out` from the reader to the card. `bits`: how many of the last
 * byte were sent, where not all; `crc`: "absent" where the frame has one and the capture does not hold it.
 */
export const airLine = z.strictObject({
  us: microseconds,
  air: z.enum(["out", "in"]),
  bytes: hex.max(bytesMax * 2),
  bits: z.number().int().min(1).max(7).optional(),
  crc: z.literal("absent").optional(),
  note: z.string().max(500).optional(),
});
export type AirLine = z.infer<typeof airLine>;

/** The reader's field was switched. */
export const fieldLine = z.strictObject({ us: microseconds, field: z.enum(["on", "off"]), note: z.string().max(500).optional() });
export type FieldLine = z.infer<typeof fieldLine>;

/** What the reader decided, at the moment when its journal had it. */
export const verdictLine = z.strictObject({
  us: microseconds,
  verdict: z.enum(["granted", "denied"]),
  reason: z.string(),
  technology: z.enum(technologyNames),
  /** The token under the key that every replay uses; null where no credential was read, or where it is not told. */
  token: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .nullable(),
});
export type VerdictLine = z.infer<typeof verdictLine>;

export type OnAir = AirLine | FieldLine;
export type TraceLine = FrameLine | OnAir | VerdictLine;

export interface Trace {
  header: TraceHeader;
  lines: TraceLine[];
}

export const isFrame = (line: TraceLine): line is FrameLine => "dir" in line;
export const isVerdict = (line: TraceLine): line is VerdictLine => "verdict" in line;
export const isAir = (line: TraceLine): line is AirLine => "air" in line;
export const isOnAir = (line: TraceLine): line is OnAir => "air" in line || "field" in line;
export const bytesOf = (line: FrameLine | AirLine): Uint8Array => fromHex(line.bytes);
export const frameOf = (us: number, dir: FrameLine["dir"], bytes: Uint8Array): FrameLine => ({ us, dir, bytes: toHex(bytes) });
export const verdictsOf = (trace: Trace): VerdictLine[] => trace.lines.filter(isVerdict);
