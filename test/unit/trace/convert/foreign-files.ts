import { readFileSync } from "node:fs";
import { join } from "node:path";
import { header, type Trace, type TraceLine } from "../../../../host-tools/trace/trace";

/** Files of other programs, kept beside the traces. */
export const foreign = (name: string): Uint8Array => new Uint8Array(readFileSync(join("test/traces/foreign", name)));

export const now = 1_791_000_000;

/** A trace of these lines; the host is someone else's program. */
export const traceOf = (lines: TraceLine[], more: object = {}): Trace => ({
  header: header.parse({ format: "latchkey-trace", version: 2, host: "other", now, ...more }),
  lines,
});

/** The code of what `run` throws; "" where it does not throw, and what is no Failure is thrown on. */
export function codeOf(run: () => unknown): string {
  try {
    run();
    return "";
  } catch (caught) {
    const { code } = caught as { code?: string };
    if (code === undefined) throw caught;
    return code;
  }
}
