import type { Bytes } from "../../../firmware/src/base/bytes";

/**
 * What an operation leaves when the power goes during it:
 *   none     nothing has happened
 *   prefix   it stopped between two bytes; an erase may also have begun at the page's end
 *   torn     each word is old, new, or anything between
 *   partial  it stopped inside a word; of an erase, the whole page has risen by some random part
 */
export type TearMode = "none" | "prefix" | "torn" | "partial";
export const tearModes: readonly TearMode[] = ["none", "prefix", "torn", "partial"];

/** Half a write of `data` over `content`; bits only fall. */
export function tearWrite(content: Bytes, data: Bytes, mode: TearMode, random: () => number): void {
  if (mode === "none") return;
  if (mode === "torn") return overlay(content, 0, data.length, (i) => data[i]! | noise(random));
  const stop = Math.floor(random() * data.length);
  overlay(content, 0, stop, (i) => data[i]!);
  if (mode === "partial") overlay(content, stop, Math.min(data.length, (stop & ~3) + 4), (i) => data[i]! | noise(random));
}

/** Half an erase of the page `content`; bits only rise. */
export function tearErase(content: Bytes, mode: TearMode, random: () => number): void {
  if (mode === "none") return;
  const stop = Math.floor(random() * content.length) & ~3;
  if (mode === "prefix") content.fill(255, ...(random() < 0.5 ? [0, stop] : [stop]));
  if (mode === "torn") for (let at = 0; at < content.length; at += 4) raiseWord(content, at, random);
  if (mode === "partial") {
    const share = random();
    for (let i = 0; i < content.length; i++) content[i]! |= random() < share ? noise(random) : 0;
  }
}

function overlay(content: Bytes, from: number, to: number, value: (i: number) => number): void {
  for (let i = from; i < to; i++) content[i]! &= value(i);
}

/** A word during an erase: still old, already blank, or between. */
function raiseWord(content: Bytes, at: number, random: () => number): void {
  const fate = random();
  if (fate < 0.3) return;
  for (let i = at; i < at + 4; i++) content[i]! |= fate < 0.7 ? 255 : noise(random);
}

function noise(random: () => number): number {
  return Math.floor(random() * 256);
}
