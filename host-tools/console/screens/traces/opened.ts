import { signal } from "@preact/signals";
import { Failure } from "../../../api/failure";
import { airOf } from "../../../trace/air/air-of";
import { formatOf, readAs } from "../../../trace/convert/formats";
import { isOnAir, isVerdict, type Trace } from "../../../trace/trace";
import { ApiFailure } from "../../client/http";

/** A trace on the screen, and what it is called. */
export interface Opened {
  name: string;
  trace: Trace;
}

/** A file of this computer; it is shown as long as the page lives, and goes nowhere. */
export const openedFile = signal<Opened | undefined>(undefined);

/** Reads a file in the format that its name says. Throws ApiFailure. */
export async function readFile(file: File): Promise<Opened> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return {
    name: file.name,
    trace: inWords(() => readAs(formatOf(file.name, undefined), bytes, Math.floor(file.lastModified / 1000))),
  };
}

/** What `read` gives, its Failure as the page shows failures. */
export function inWords<T>(read: () => T): T {
  try {
    return read();
  } catch (caught) {
    if (!(caught instanceof Failure)) throw caught;
    throw new ApiFailure({ code: caught.code, message: caught.message, hint: caught.hint }, 0);
  }
}

export const holdsAir = (trace: Trace): boolean => trace.lines.some(isOnAir);

/** The same trace as the air had it, verdicts where they were. */
export function asAir(trace: Trace): Trace {
  const lines = [...airOf(trace), ...trace.lines.filter(isVerdict)];
  return { ...trace, lines: lines.sort((a, b) => a.us - b.us) };
}
