/** What `after` gives, good only for `cancel`. */
export interface Timer {
  id: number;
}

/**
 * Time. Contract: `after` never calls back before returning, calls back exactly once unless
 * cancelled first, and never early. Cancelling one that ran or was cancelled already, or none, does
 * nothing at all: above all nothing to another timer, for one of them ends the relay's pulse.
 */
export interface Clock {
  /** Milliseconds since this boot; rises steadily whatever happens to the date. */
  uptimeMs(): number;
  /** Unix seconds by the board's own clock, which may be unset or wrong; reader/wall-clock judges it. */
  boardSeconds(): number;
  after(delayMs: number, run: () => void): Timer;
  /** The same where it is never cancelled: on the chip a fifth of the work. */
  later(run: () => void, delayMs: number): void;
  cancel(timer: Timer | undefined): void;
}
