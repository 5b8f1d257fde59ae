import type { Bytes } from "../base/bytes";
import { copy } from "../base/bytes";

/*
 * Wrong PINs in a row, card by card: rows of `token b5 | tries u8`, the newest last, a row without tries is free. The fifth bars the card at
 * this reader for a minute, and each one after that for twice as long. A try is counted, and lies on flash, before it is looked
 * at, and is taken back when it was right: no cut of the power gives a free one.
 */
const rowBytes = 6;
const tokenBytes = 5;
export const lockoutRows = 8;
export const lockoutBytes = 48;
const freeTries = 5;
const firstBarMs = 60000;
/** From here on it grows no longer: 17 hours. */
const triesMax = 15;

export interface Lockouts {
  /** As it lies on flash. */
  rows: Bytes;
  /** Of each row: uptime of its last try. 0 after a start, so that a bar begins anew then. */
  since: number[];
}

export function lockoutsOf(rows: Bytes): Lockouts {
  return { rows: rows, since: [0, 0, 0, 0, 0, 0, 0, 0] };
}

export function isBarred(l: Lockouts, token: Bytes, nowMs: number): boolean {
  const row = rowOf(l, token);
  return row >= 0 && isRowBarred(l, row, nowMs);
}

/** Counts a try. False: it may not be made, since the card is barred, or no row can be had because eight others are. */
export function countTry(l: Lockouts, token: Bytes, nowMs: number): boolean {
  let row = rowOf(l, token);
  const tries = row < 0 ? 0 : triesOf(l, row);
  if (row < 0) row = rowToTake(l, nowMs);
  if (row < 0 || (tries && isRowBarred(l, row, nowMs))) return false;
  drop(l, row);
  const at = (lockoutRows - 1) * rowBytes;
  l.rows.set(token.subarray(0, tokenBytes), at);
  l.rows[at + tokenBytes] = Math.min(tries + 1, triesMax);
  l.since[lockoutRows - 1] = nowMs;
  return true;
}

/** The PIN was right. */
export function clearTries(l: Lockouts, token: Bytes): void {
  const row = rowOf(l, token);
  if (row >= 0) drop(l, row);
}

function triesOf(l: Lockouts, row: number): number {
  return l.rows[row * rowBytes + tokenBytes]!;
}

function rowOf(l: Lockouts, token: Bytes): number {
  for (let row = 0; row < lockoutRows; row++) {
    let same = triesOf(l, row) > 0;
    for (let i = 0; i < tokenBytes && same; i++) same = l.rows[row * rowBytes + i] === token[i];
    if (same) return row;
  }
  return -1;
}

function isRowBarred(l: Lockouts, row: number, nowMs: number): boolean {
  const tries = triesOf(l, row);
  return tries >= freeTries && nowMs < l.since[row]! + firstBarMs * (1 << (tries - freeTries));
}

/** A free row, else the oldest that was never barred, else the oldest whose bar is over. */
function rowToTake(l: Lockouts, nowMs: number): number {
  let over = -1;
  let few = -1;
  for (let row = lockoutRows - 1; row >= 0; row--) {
    const tries = triesOf(l, row);
    if (!tries) return row;
    if (tries < freeTries) few = row;
    else if (!isRowBarred(l, row, nowMs)) over = row;
  }
  return few < 0 ? over : few;
}

/** Takes a row out; those behind it move up, and the last is free. */
function drop(l: Lockouts, row: number): void {
  l.rows.set(copy(l.rows, (row + 1) * rowBytes, lockoutBytes), row * rowBytes);
  l.rows.fill(0, lockoutBytes - rowBytes, lockoutBytes);
  for (let i = row; i < lockoutRows - 1; i++) l.since[i] = l.since[i + 1]!;
}
