import type { Bytes } from "../base/bytes";
import type { Cable } from "./cable";
import { recordAt } from "../store/journal-look";
import { cableNumber } from "./capture";
import { dropCapture, takeEntries } from "./capture-drain";

/* What an unlocked cable is good for: a capture (reader/capture), taken away while it runs, and the records of what was decided meanwhile. */

/** Nobody at the other end any more: what was granted and what runs ends. */
const silenceMs = 10000;
const lookMs = 2000;
/** Bytes of a part; a longer entry goes alone. */
const partBytesMax = 192;

export function isOpen(cable: Cable): boolean {
  const nowMs = cable.room.board.clock.uptimeMs();
  return cable.key !== "" && nowMs < cable.untilMs && nowMs - cable.heardMs < silenceMs;
}

export function openUntil(cable: Cable, key: string, untilMs: number): void {
  cable.key = key;
  cable.untilMs = untilMs;
  cable.heardMs = cable.room.board.clock.uptimeMs();
  watch(cable, key);
}

/** Whatever runs for the cable ends, and what it kept is gone. */
export function lock(cable: Cable): void {
  cable.key = cable.sentPart = "";
  const capture = cable.room.house.capture!;
  if (capture.number === cableNumber) dropCapture(capture);
}

/** Looks, as long as it is unlocked, whether somebody is still there. */
function watch(cable: Cable, key: string): void {
  cable.room.board.clock.later(() => {
    if (cable.key !== key) return;
    if (isOpen(cable)) watch(cable, key);
    else lock(cable);
  }, lookMs);
}

/** The answer to a command of an unlocked cable. */
export function commanded(cable: Cable, words: string[]): string {
  cable.heardMs = cable.room.board.clock.uptimeMs();
  const capture = cable.room.house.capture!;
  const word = words[0]!;
  const number = parseInt(words[1]!);
  if (word === "trace") return begun(cable, number, parseInt(words[2]!));
  if (word === "next") return partNumber(cable, number);
  if (word === "record") return "record " + number + " " + encoded(cable, recordAt(cable.room.house.stores.journal, number));
  if (word === "stop") {
    if (capture.number === cableNumber) capture.stopCapture();
    return "stopped";
  }
  if (word !== "lock") return "unknown";
  lock(cable);
  return "locked";
}

function begun(cable: Cable, taps: number, seconds: number): string {
  const capture = cable.room.house.capture!;
  /* Once more while it runs: the answer did not arrive. */
  if (capture.number === cableNumber) return "tracing";
  if (!capture.startCapture(cableNumber, taps, seconds)) return "busy";
  cable.part = 1;
  cable.sentPart = "";
  return "tracing";
}

/** What was taken is kept as it was sent until the next is asked for: then it has arrived. */
function partNumber(cable: Cable, number: number): string {
  const capture = cable.room.house.capture!;
  if (number === cable.part - 1 && cable.sentPart) return cable.sentPart;
  if (number !== cable.part || capture.number !== cableNumber) return "unknown";
  const bytes = takeEntries(capture, partBytesMax);
  const over = capture.running || capture.entries.length ? 0 : 1;
  const answer = "part " + number + " " + capture.lost + " " + over + " " + encoded(cable, bytes);
  if (!bytes.length) return answer;
  cable.part++;
  cable.sentPart = answer;
  return answer;
}

/** A dash where there is nothing. */
function encoded(cable: Cable, bytes: Bytes): string {
  return bytes.length ? cable.room.base64(bytes) : "-";
}
