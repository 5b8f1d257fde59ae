/**
 * Makes the interpreter take at least `blocks` of memory. Its Linux build doubles what it has when every block is taken, but not
 * when no run of free ones is long enough for a buffer: then AES gives no result though hundreds are free. Boards of fixed
 * size name no number.
 */
export function takeMemory(blocks: number): void {
  const held: number[] = [];
  while (process.memory(false).total < blocks) held.push(0);
}
