import { decodeRecord, recordBytes, tap, type Record as JournalRecord } from "../../../firmware/src/wire/record";
import { exitCodes, Failure } from "../../api/failure";
import type { CableTalk } from "../../device/cable";
import { capturedLines, isMark, type CapturedLine } from "../../trace/captured";

/** How often a running capture is asked for what it has; far below what its ring holds at the busiest tap. */
const askAgainMs = 150;
/** No trace of so few taps has more. */
const recordsMax = 500;

export interface FromCable {
  lines: CapturedLine[];
  /** Entries that the reader's ring had to give up. */
  lost: number;
  taps: { record: JournalRecord; bytes: Uint8Array }[];
  /** Why it is not all; undefined: it is. */
  broken: Failure | undefined;
}

/** Starts a capture and takes it away while it runs, until the reader ends it or `stop` is resolved. Throws TRACE_BUSY. */
export async function traceOverCable(cable: CableTalk, wish: { taps: number; seconds: number }, stop: Promise<void>): Promise<FromCable> {
  const [answer] = await cable.ask(`trace ${wish.taps} ${wish.seconds}`, ([word]) => ["tracing", "busy", "locked"].includes(word!));
  if (answer !== "tracing") throw busy();
  const parts: Buffer[] = [];
  const taken = { lost: 0, broken: undefined as Failure | undefined, taps: [] as FromCable["taps"] };
  try {
    await drain(cable, stop, (bytes, lost) => (parts.push(bytes), (taken.lost = lost)));
    taken.taps = await tapsBetween(cable, capturedLines(Buffer.concat(parts)));
    await cable.ask("lock", ([word]) => word === "locked");
  } catch (caught) {
    if (!(caught instanceof Failure)) throw caught;
    taken.broken = caught;
  }
  return { ...taken, lines: capturedLines(Buffer.concat(parts)) };
}

async function drain(cable: CableTalk, stop: Promise<void>, take: (bytes: Buffer, lost: number) => void): Promise<void> {
  let stopping = false;
  void stop.then(() => (stopping = true));
  for (let number = 1, stopped = false; ; ) {
    if (stopping && !stopped) {
      await cable.ask("stop", ([word]) => word === "stopped" || word === "locked");
      stopped = true;
    }
    const [word, , lost, over, entries] = await cable.ask(`next ${number}`, (one) => (one[0] === "part" && one[1] === String(number)) || one[0] === "locked");
    if (word !== "part") throw lockedAgain();
    if (entries === "-") {
      if (over === "1") return take(Buffer.alloc(0), Number(lost));
      await new Promise((done) => setTimeout(done, askAgainMs));
    } else {
      take(Buffer.from(entries!, "base64"), Number(lost));
      number++;
    }
  }
}

/** The records of taps that the reader wrote from the trace's first line to its last. */
async function tapsBetween(cable: CableTalk, lines: CapturedLine[]): Promise<FromCable["taps"]> {
  const marks = lines.filter(isMark).map(({ nextSequence }) => nextSequence);
  const taps: FromCable["taps"] = [];
  const end = Math.min(marks.at(-1) ?? 0, (marks[0] ?? 0) + recordsMax);
  for (let sequence = marks[0] ?? 0; sequence < end; sequence++) {
    const [word, , text] = await cable.ask(`record ${sequence}`, (one) => (one[0] === "record" && one[1] === String(sequence)) || one[0] === "locked");
    if (word !== "record") throw lockedAgain();
    const bytes = Uint8Array.from(Buffer.from(text!, "base64"));
    if (bytes.length !== recordBytes) continue;
    const record = decodeRecord(bytes, 0);
    if (record.type === tap) taps.push({ record, bytes });
  }
  return taps;
}

function busy(): Failure {
  return new Failure("TRACE_BUSY", {
    message: "The reader records another trace already, which the backend asked for.",
    hint: "Wait until it has come (the console's Traces), or restart the reader.",
    exit: exitCodes.silentDevice,
  });
}

function lockedAgain(): Failure {
  return new Failure("CABLE_LOST", {
    message: "The reader has locked its cable: it started anew, or heard nothing for ten seconds.",
    hint: "Look at its supply and run the command again.",
    exit: exitCodes.silentDevice,
  });
}
