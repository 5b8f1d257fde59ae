import { exitCodes, Failure } from "../api/failure";
import { VirtualClock } from "../simulator/board/clock";
import { obey } from "../simulator/pn532/obey";
import { EmulatedPn532 } from "../simulator/pn532/pn532";
import { startBenchReader } from "./bench-reader";
import { Recorder, recordedBus } from "./recorder";
import { storyLinesMax, type Trace, type TraceHeader, type TraceLine } from "./trace";

const waitMsMax = 3_600_000;

/** What a story's text tells, without its comments and empty lines. Throws SIM_LINE where nothing is left, or more than a trace's header holds. */
export function storyLines(text: string): string[] {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  if (lines.length === 0) throw wrong("Nothing is told here: every line is empty or a comment.", "Write what happens, a line each, as `present uid:04A1B2C3`.");
  if (lines.length > storyLinesMax) throw wrong(`${lines.length} lines are told; a trace keeps ${storyLinesMax}.`, "Make two stories of it.");
  return lines;
}

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
  if (ms > waitMsMax) throw wrong(`"${line}" waits too long.`, `Wait at most ${waitMsMax} ms.`);
  clock.advance(ms);
}

const wrong = (message: string, hint: string): Failure => new Failure("SIM_LINE", { message, hint, exit: exitCodes.usage });
