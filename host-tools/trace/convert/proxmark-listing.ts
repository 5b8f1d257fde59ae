import { header, traceFormat, traceVersion, type AirLine, type Trace } from "../trace";
import { parityWords, periodsInUs } from "./carrier";
import { airFrameBytesMax, refuse } from "./refuse";

/*
 * What a Proxmark3's client prints for `hf list`, `trace list -t 14a` and their kin: a table of start, end, source and data
 * between bars, long frames going on in rows whose first columns are blank. `-u` gives microseconds, `-r` gaps and durations,
 * `-c` puts the CRC in brackets, `-f` adds rows of delays; decrypted copies have `*` for a source.
 */
const row = /^\s*([\d.]*)\s*\|\s*([\d.]*)\s*\|\s*(Rdr|Tag|\*?)\s*\|([^|]*)\|/;
const delayRow = /\|\s*fdt\b/;
/* The client colours its rows. */
const colours = /\x1b\[[0-9;]*m/g;
const oneByte = /^([0-9a-f]{2})(!)?$/i;

interface Reading {
  lines: AirLine[];
  inUs: boolean;
  gaps: boolean;
  /** End of the frame before, in the listing's unit. */
  endedAt: number;
  /** Bytes of wrong parity in the last frame. */
  wrongParity: number[];
}

/** A trace of the table's rows. `now`: unix seconds of the listing. Throws TRACE_LISTING_ROW with the line, or TRACE_NO_FRAMES. */
export function readProxmarkListing(text: string, now: number): Trace {
  const reading: Reading = { lines: [], inUs: false, gaps: false, endedAt: 0, wrongParity: [] };
  text.split("\n").forEach((line, index) => take(reading, line.replace(colours, "").replace(/\r$/, ""), index + 1));
  if (reading.lines.length === 0) throw refuse("TRACE_NO_FRAMES", "The listing holds no row of a frame.");
  const about = "Imported from a Proxmark3 listing";
  return {
    header: header.parse({ format: traceFormat, version: traceVersion, host: "other", now, about }),
    lines: reading.lines,
  };
}

function take(reading: Reading, line: string, number: number): void {
  if (/all times are in microseconds/i.test(line)) reading.inUs = true;
  if (/^\s*Gap\s*\|/.test(line)) reading.gaps = true;
  if (delayRow.test(line)) return;
  const [, start, end, source, data] = row.exec(line) ?? [];
  if (data === undefined || source === "*") return broken(reading, line, number);
  if (source === "") return goOn(reading, bytesIn(data, number), number);
  if (start === "" || end === "") throw wrong(number, "has no time");
  reading.lines.push(begun(reading, { start: Number(start), end: Number(end), source: source!, data }, number));
}

/** A row of the table that ends before its data do is damage; any other text is not ours. */
function broken(reading: Reading, line: string, number: number): void {
  if (/^\s*[\d.]*\s*\|\s*[\d.]*\s*\|\s*(Rdr|Tag)\b/.test(line)) throw wrong(number, "breaks off");
  if (reading.lines.length > 0 && /^\s*\d+\s*(\||$)/.test(line)) throw wrong(number, "breaks off");
}

interface Row {
  start: number;
  end: number;
  source: string;
  data: string;
}

function begun(reading: Reading, { start, end, source, data }: Row, number: number): AirLine {
  if (!Number.isFinite(start) || !Number.isFinite(end)) throw wrong(number, "has a time that is no number");
  const startedAt = reading.gaps ? reading.endedAt + start : start;
  reading.endedAt = reading.gaps ? startedAt + end : end;
  const us = Math.round(reading.inUs ? startedAt : startedAt / periodsInUs);
  if (us > Number.MAX_SAFE_INTEGER) throw wrong(number, "has a time that no clock shows");
  const [, bits] = /\((\d)\)|'/.exec(data) ?? [];
  reading.wrongParity = [];
  const found = bytesIn(data, number);
  const line: AirLine = {
    us: Math.max(us, reading.lines.at(-1)?.us ?? 0),
    air: source === "Rdr" ? "out" : "in",
    bytes: "",
    ...(bits && +bits >= 1 && +bits <= 7 ? { bits: +bits } : {}),
  };
  add(reading, line, found, number);
  if (line.bytes === "") throw wrong(number, "holds no bytes");
  return line;
}

function goOn(reading: Reading, found: Found[], number: number): void {
  const line = reading.lines.at(-1);
  if (!line) throw wrong(number, "goes on with a frame that never began");
  add(reading, line, found, number);
}

interface Found {
  hex: string;
  parityWrong: boolean;
}

function bytesIn(data: string, number: number): Found[] {
  const bare = data
    .replace(/\(\d\)|'/g, " ")
    .replace(/[[\]]/g, " ")
    .trim();
  return bare === ""
    ? []
    : bare.split(/\s+/).map((word) => {
        const [, hex, mark] = oneByte.exec(word) ?? [];
        if (!hex) throw wrong(number, `holds "${word.slice(0, 20)}", which is no byte`);
        return { hex: hex.toLowerCase(), parityWrong: mark === "!" };
      });
}

function add(reading: Reading, line: AirLine, found: Found[], number: number): void {
  for (const { hex, parityWrong } of found) {
    line.bytes += hex;
    if (parityWrong) reading.wrongParity.push(line.bytes.length / 2);
  }
  if (line.bytes.length > airFrameBytesMax * 2) throw wrong(number, `makes a frame of ${line.bytes.length / 2} bytes`);
  if (reading.wrongParity.length > 0) line.note = parityWords(reading.wrongParity).slice(0, 500);
}

const wrong = (number: number, what: string): Error => refuse("TRACE_LISTING_ROW", `Line ${number} of the listing ${what}.`);
