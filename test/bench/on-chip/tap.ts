import * as config from "latchkey:board";
import type { Clock } from "../../../firmware/src/hal/clock";
import { chipClock } from "../../../firmware/src/espruino/clock";
import { takeMemory } from "../../../firmware/src/espruino/memory";
import { startReader } from "../../../firmware/src/reader/reader";
import { benchBoard, silentLink } from "./bench-board";
import { bus, field } from "./front-end";
import { mark, marks } from "./marks";
import { patientLater } from "./patient";
import { leaveOverlays } from "latchkey:overlays";

/*
 * The whole reader on the flash that the host laid out (test/bench/tap-flash); ten granted taps, from the answer frame to the relay.
 * With a plan: one tap of a card that lies there when the reader starts, and all since the interpreter began is counted.
 */
const fromStart = ((global as Record<string, unknown>)["PLAN"] as unknown[]).length > 0;
const tapsWanted = fromStart ? 1 : 10;
field.card = fromStart;

takeMemory(config.memoryBlocks!);

let taps = 0;

/** The relay's rise ends a tap; the card then leaves for long enough to be missed. */
function relay(on: boolean): void {
  if (!on) return;
  mark("answer to relay");
  field.card = false;
  if (++taps === tapsWanted) {
    print(marks());
    quit();
  }
}

if (!fromStart) {
  setInterval(() => {
    leaveOverlays();
    field.card = true;
  }, 3000);
}
const clock: Clock = {
  uptimeMs: chipClock.uptimeMs,
  boardSeconds: chipClock.boardSeconds,
  after: chipClock.after,
  cancel: chipClock.cancel,
  later: fromStart ? chipClock.later : patientLater(() => field.card),
};
startReader(benchBoard(clock, bus, relay, silentLink), 0x000100);
