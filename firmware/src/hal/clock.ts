/** A running timer, good only for `cancel`. */
export type Timer = number;

/**
 * Time. Contract: `after` never calls back before returning, calls back exactly once unless
 * cancelled first, and never early. Cancelling a finished timer does nothing.
 */
export interface Clock {
  /** Milliseconds since this boot; rises steadily whatever happens to the date. */
  uptimeMs(): number;
  /** Unix seconds by the board's own clock, which may be unset or wrong; reader/wall-clock judges it. */
  boardSeconds(): number;
  after(delayMs: number, run: () => void): Timer;
  cancel(timer: Timer): void;
}
