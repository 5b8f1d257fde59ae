/** Told of each pulse: 0 on the line D0, 1 on D1. `atMs`: when it came, by any steady clock. */
export type Pulsed = (bit: number, atMs: number) => void;

/** A keypad on two Wiegand lines. `listen` names the one listener; without one nobody looks at the lines, and what was pressed is lost. */
export interface Keypad {
  listen(pulsed: Pulsed | undefined): void;
}
