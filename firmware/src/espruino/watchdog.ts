/** The board restarts when the reader has not proven itself alive for this long. */
const watchdogS = 10;
const proofMs = 2000;

/** Feeds the watchdog only while `alive` says that polling and timers make progress. */
export function startWatchdog(alive: () => boolean): void {
  E.enableWatchdog(watchdogS, false);
  setInterval(() => {
    if (alive()) E.kickWatchdog();
  }, proofMs);
}
