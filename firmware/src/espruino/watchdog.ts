/** The board restarts when the reader has not proven itself alive for this long. */
const watchdogS = 10;
const proofMs = 2000;

/** From here on the board restarts unless it is fed; before anything that can fail, so that a boot which never ends restarts too. */
export function armWatchdog(): void {
  E.enableWatchdog(watchdogS, false);
}

/** Feeds the watchdog only while `alive` says that polling, timers and journal make progress. */
export function feedWatchdog(alive: () => boolean): void {
  setInterval(() => {
    if (alive()) E.kickWatchdog();
  }, proofMs);
}
