import type { Bytes } from "../base/bytes";
import type { Journal } from "./journal";

/** The raw record of that number; empty: it is not on flash, or not whole. */
export function recordAt(journal: Journal, sequence: number): Bytes {
  return sequence > 0 && sequence < journal.nextSequence ? journal.believed(sequence, 1) : new Uint8Array(0);
}
