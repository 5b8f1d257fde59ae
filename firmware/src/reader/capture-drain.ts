import type { Bytes } from "../base/bytes";
import type { Capture } from "./capture";
import { concat } from "../base/bytes";

/*
 * A capture taken away while it runs (reader/cable). What a card said is ready at once; while nobody is there, only what stands before the
 * last poll, for an empty one is taken back.
 */

/** Takes the oldest entries out, whole, at most `bytesMax` bytes or one. */
export function takeEntries(capture: Capture, bytesMax: number): Bytes {
  const entries = capture.entries;
  const ready = capture.running && !capture.cardThere ? capture.mark : entries.length;
  const parts: Bytes[] = [];
  let size = 0;
  while (parts.length < ready && (!size || size + entries[0]!.length <= bytesMax)) {
    size += entries[0]!.length;
    parts.push(entries.shift()!);
  }
  capture.size -= size;
  capture.mark = Math.max(0, capture.mark - parts.length);
  return concat(parts);
}

/** Ends it, and nothing of it is kept. */
export function dropCapture(capture: Capture): void {
  capture.stopCapture();
  capture.entries = [];
  capture.number = 0;
}
