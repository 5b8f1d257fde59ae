import { exitCodes, Failure } from "../api/failure";
import { VirtualClock } from "../simulator/board/clock";
import { obey } from "../simulator/pn532/obey";
import { EmulatedPn532 } from "../simulator/pn532/pn532";
import { startBenchReader } from "./bench-reader";
import { Recorder, recordedBus } from "./recorder";
import type { Trace, TraceHeader, TraceLine } from "./trace";

const waitMsMax = 3_600_000;

/**
 * The trace of what the shipped reader and the emulated front end say to each other while `header.story` happens, a line
 * each: `wait MS`, or what simulator/pn532/obey understands. The same story gives the same trace, byte for byte.
 */
export function recordStory(header: TraceHeader): Trace {
  const clock = new VirtualClock(header.now);
  const chip = new EmulatedPn532(clock);
  const lines: TraceLine[] = [];
  const recorder = new Recorder(
    () => Math.round(clock.uptimeMs() * 1000),
    (line) => lines.push(line),
  );
  startBenchReader(header, { bus: recordedBus(chip.bus, recorder), clock, decided: (verdict) => recorder.decided(verdict) });
  for (const line of header.story) happen(line, chip, clock);
  recorder.finish();
  return { header, lines };
}

function happen(line: string, chip: EmulatedPn532, clock: VirtualClock): void {
  const wait = /^\s*wait\s+(\d{1,7})\s*$/.exec(line);
  if (!wait) return obey(chip, line);
  const ms = parseInt(wait[1]!, 10);
  if (ms > waitMsMax) {
    throw new Failure("SIM_LINE", {
      message: `"${line}" waits too long.`,
      hint: `Wait at most ${waitMsMax} ms.`,
      exit: exitCodes.usage,
    });
  }
  clock.advance(ms);
}
