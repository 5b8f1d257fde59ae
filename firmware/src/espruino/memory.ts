import type { OutputPin } from "../hal/pin";

/**
 * Makes the interpreter take at least `blocks` of memory. Its Linux build doubles what it has when every block is taken, but not
 * when no run of free ones is long enough for a buffer: then AES gives no result though hundreds are free. Boards of fixed
 * size name no number.
 */
export function takeMemory(blocks: number): void {
  /* Some forty blocks each: counting them all takes the interpreter as long as there are blocks. */
  const held: Uint8Array[] = [];
  while (process.memory(false).total < blocks) held.push(new Uint8Array(1000));
}

/**
 * Out of memory cannot be caught: it ends the running event wherever it was, and a door left half way through one is not to be
 * trusted. The relay falls, `note` may leave word in the journal, and the board starts anew. The restart is ordered before the word: should
 * `note` be ended in its turn, nothing tells of it again. If even the order finds no memory, what was ended proves nothing to the watchdog
 * any more.
 */
export function restartWhenSpent(relay: OutputPin, note: () => void): void {
  E.on("errorFlag", (flags: string[]) => {
    if (flags.indexOf("MEMORY") < 0) return;
    relay.set(false);
    setTimeout(E.reboot, 0);
    try {
      note();
    } catch (e) {}
  });
}
