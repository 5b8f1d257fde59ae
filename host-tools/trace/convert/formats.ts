import { exitCodes, Failure } from "../../api/failure";
import type { Trace } from "../trace";
import { formatTrace, parseTrace } from "../trace-file";
import { readLibnfcLog } from "./libnfc-log";
import { readProxmarkListing } from "./proxmark-listing";
import { readProxmarkTrace, writeProxmarkTrace } from "./proxmark-trace";
import { readPcapng } from "./read-pcapng";
import { refuse, foreignBytesMax } from "./refuse";
import { decodeUtf8, encodeUtf8 } from "./utf8";
import { writePcapng } from "./write-pcapng";

/** `now`: unix seconds to count from where the file itself has no date. */
type Read = (bytes: Uint8Array, now: number) => Trace;

interface Format {
  extensions: string[];
  about: string;
  read: Read;
  write?: (trace: Trace) => Uint8Array;
  /** Only where the reading has no bound of its own. */
  bytesMax?: number;
}

const latin = (bytes: Uint8Array): string => decodeUtf8(bytes);

/** Every format by its name. */
export const formats: Record<string, Format> = {
  jsonl: {
    extensions: [".jsonl"],
    about: "Latchkey's own",
    read: (bytes) => parseTrace(latin(bytes)),
    write: (trace) => encodeUtf8(formatTrace(trace)),
  },
  pcapng: { extensions: [".pcapng"], about: "Wireshark, link type ISO 14443", read: readPcapng, write: writePcapng, bytesMax: foreignBytesMax },
  "proxmark-trace": {
    extensions: [".trace"],
    about: "Proxmark3, binary",
    read: readProxmarkTrace,
    write: writeProxmarkTrace,
    bytesMax: foreignBytesMax,
  },
  "proxmark-listing": {
    extensions: [".list", ".txt"],
    about: "Proxmark3, `hf list`",
    read: (bytes, now) => readProxmarkListing(latin(bytes), now),
    bytesMax: foreignBytesMax,
  },
  "libnfc-log": {
    extensions: [".log"],
    about: "libnfc at LIBNFC_LOG_LEVEL=3",
    read: (bytes, now) => readLibnfcLog(latin(bytes), now),
    bytesMax: foreignBytesMax,
  },
};

/** The format that the extension of a file says. */
export function formatByEnding(file: string): string | undefined {
  return Object.keys(formats).find((name) => formats[name]!.extensions.some((end) => file.toLowerCase().endsWith(end)));
}

/** The format of a file: the one `named`, or the one that its extension says. Throws TRACE_CONVERT. */
export function formatOf(file: string, named: string | undefined): string {
  const found = named ?? formatByEnding(file);
  if (found !== undefined && Object.hasOwn(formats, found)) return found;
  const what = named === undefined ? `The name "${file}" does not say what format it has` : `There is no format "${named}"`;
  throw new Failure("TRACE_CONVERT", {
    message: `${what}.`,
    hint: `Say --from or --to: ${Object.keys(formats).join(", ")}.`,
    exit: exitCodes.usage,
  });
}

/** Throws TRACE_TOO_LARGE, or what the format's own reading throws. */
export function readAs(name: string, bytes: Uint8Array, now: number): Trace {
  const { read, bytesMax } = formats[name]!;
  if (bytesMax !== undefined && bytes.length > bytesMax)
    throw refuse("TRACE_TOO_LARGE", `The file has ${bytes.length} bytes; ${bytesMax} are allowed.`);
  return read(bytes, now);
}

/** Throws TRACE_CONVERT for a format that is only read. */
export function writeAs(name: string, trace: Trace): Uint8Array {
  const { write } = formats[name]!;
  if (write) return write(trace);
  throw new Failure("TRACE_CONVERT", {
    message: `The format ${name} can be read, not written.`,
    hint: `These can be written: ${Object.keys(formats)
      .filter((one) => formats[one]!.write)
      .join(", ")}.`,
    exit: exitCodes.usage,
  });
}
