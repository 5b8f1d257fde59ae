import type { Bytes } from "../base/bytes";
import type { Clock, Timer } from "../hal/clock";
import type { Radio } from "../hal/radio";

const retryMsMin = 2000;
const retryMsMax = 60000;
/** A try that has said nothing by then is given up: the interpreter's own three take less. */
const tryMsMax = 45000;

/**
 * Keeps a board on its network, which the interpreter gives up for good after three failures. One try at a time, then a wait that
 * doubles up to a minute and as much again by chance; with the network back the board is on it within `tryMsMax` and twice
 * `retryMsMax`. `chances` sets readers apart whose network comes back for all at once: their names do, dice that repeat after every boot do not.
 * What it returns leaves a network that is of no use though nobody says that it is lost, and joins it anew.
 */
export function stayJoined(radio: Radio, clock: Clock, chances: Bytes): () => void {
  let tries = 0;
  let trying = false;
  let lost = false;
  let waitMs = retryMsMin;
  let timer: Timer | undefined;

  function later(): void {
    clock.cancel(timer);
    timer = clock.after(waitMs + (waitMs * chances[tries % chances.length]!) / 256, attempt);
    waitMs = Math.min(waitMs * 2, retryMsMax);
  }

  function ended(mine: number, failed: boolean): void {
    if (mine !== tries || !trying) return;
    trying = false;
    clock.cancel(timer);
    timer = undefined;
    if (failed || lost) {
      radio.leave();
      later();
    } else waitMs = retryMsMin;
  }

  function attempt(): void {
    const mine = ++tries;
    trying = true;
    lost = false;
    timer = clock.after(tryMsMax, () => ended(mine, true));
    radio.connect((failed: boolean) => ended(mine, failed));
  }

  radio.onLost(() => {
    lost = true;
    if (!trying && timer === undefined) later();
  });
  attempt();
  return () => {
    if (trying || timer !== undefined) return;
    radio.leave();
    later();
  };
}
