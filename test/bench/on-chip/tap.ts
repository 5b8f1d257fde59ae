import * as config from "latchkey:board";
import { takeMemory } from "../../../firmware/src/espruino/memory";
import { startReader } from "../../../firmware/src/reader/reader";
import { benchBoard, silentLink } from "./bench-board";
import { bus, field } from "./front-end";
import { mark, marks } from "./marks";
import { patientClock } from "./patient";
import { leaveOverlays } from "latchkey:overlays";

/*
 * The whole reader on the flash that the host laid out (test/bench/tap-flash); ten granted taps, from the answer frame to the relay.
 * With a plan: one tap of a card that lies there when the reader starts, and all since the interpreter began is counted.
 */
const fromStart = ((global as Record<string, unknown>)["PLAN"] as unknown[]).length > 0;
const tapsWanted = fromStart ? 1 : 10;
field.card = fromStart;

takeMemory(config.memoryBlocks!);

/** By what has happened and not by time: that differs by how fast the machine counts. */
const missedPolls = 3;
let missedWanted = missedPolls;
let taps = 0;

/** The relay's rise ends a tap; the card leaves, and comes again once the relay has fallen and the reader has missed it. */
function relay(on: boolean): void {
  missedWanted = on ? 0 : missedPolls;
  if (!on) return;
  mark("answer to relay");
  field.card = false;
  if (++taps === tapsWanted) {
    print(marks());
    quit();
  }
}

field.missed = () => {
  if (!missedWanted || --missedWanted) return;
  leaveOverlays();
  field.card = true;
};
startReader(benchBoard(patientClock, bus, relay, silentLink), 0x000100);
