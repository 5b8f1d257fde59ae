import { fromHex } from "../../../firmware/src/base/bytes";
import { Recorder } from "../recorder";
import { header, traceFormat, traceVersion, type Trace, type TraceLine } from "../trace";
import { refuse } from "./refuse";

/** A line of the debug log with bytes of the bus in it, whichever driver wrote it. */
const busLine = /^\s*debug\s+libnfc\.\S+\s+([TR]X): ?(.*)$/;
const wholeBytes = /^([0-9a-f]{2} )*[0-9a-f]{2} ?$/i;

/**
 * The conversation in what libnfc's programs say on standard error at LIBNFC_LOG_LEVEL=3. `now`: unix seconds of the log. The
 * log has no times: every line is at 0. Throws TRACE_LOG_LINE for bytes that break off, TRACE_NO_FRAMES where there are none.
 */
export function readLibnfcLog(text: string, now: number): Trace {
  const lines: TraceLine[] = [];
  const recorder = new Recorder(
    () => 0,
    (line) => lines.push(line),
  );
  text.split("\n").forEach((line, index) => {
    const [, way, bytes] = busLine.exec(line.replace(/\r$/, "")) ?? [];
    if (way === undefined) return;
    if (!wholeBytes.test(bytes!)) throw refuse("TRACE_LOG_LINE", `Line ${index + 1} of the log does not hold whole bytes.`);
    const sent = fromHex(bytes!.replace(/ /g, ""));
    if (way === "TX") recorder.sent(sent);
    else recorder.received(sent);
  });
  recorder.finish();
  if (lines.length === 0) {
    throw refuse("TRACE_NO_FRAMES", "The log holds no bytes of a bus; libnfc writes them with LIBNFC_LOG_LEVEL=3.");
  }
  const about = "Imported from a debug log of libnfc, which holds no times";
  return { header: header.parse({ format: traceFormat, version: traceVersion, host: "libnfc", now, about }), lines };
}
