/*
 * When to speak, as a pure machine: one request at a time, repeated while it is unanswered, then ever rarer with a
 * chance in it, so that a thousand readers whose backend comes back do not all call at once.
 */
export interface Pace {
  /** Sends of the request under way; 0: none is. */
  sends: number;
  /** Requests in a row that were given up. */
  failures: number;
}

/** First repeat; the second waits twice as long. */
export const repeatMs = 1000;
export const sendsMax = 3;
/** A NAT mapping and the backend's "online" both outlive this. */
export const keepAliveMs = 15000;
const backOffMsMax = 30000;

export function atRest(): Pace {
  return { sends: 0, failures: 0 };
}

/** A request goes out (again): how long to wait for its answer. */
export function sent(pace: Pace): number {
  pace.sends++;
  return repeatMs * pace.sends;
}

/** The answer came. */
export function answered(pace: Pace): void {
  pace.sends = 0;
  pace.failures = 0;
}

/** The wait is over: true to send the same again, false when this request is given up. */
export function repeats(pace: Pace): boolean {
  if (pace.sends < sendsMax) return true;
  giveUp(pace);
  return false;
}

/** The request failed in a way that repeating does not mend. */
export function giveUp(pace: Pace): void {
  pace.sends = 0;
  pace.failures++;
}

/** How long to rest after a failure: anything up to 2, 4, 8 ... 30 s. `chance`: 0 to 65535. */
export function backOffMs(pace: Pace, chance: number): number {
  const ceiling = Math.min(backOffMsMax, repeatMs << Math.min(pace.failures, 5));
  return repeatMs + Math.floor((ceiling * chance) / 65536);
}
