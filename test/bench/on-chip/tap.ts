import * as config from "latchkey:board";
import { chipCipher } from "../../../firmware/src/espruino/cipher";
import { chipClock } from "../../../firmware/src/espruino/clock";
import { chipEntropy } from "../../../firmware/src/espruino/entropy";
import { takeMemory } from "../../../firmware/src/espruino/memory";
import { chipNative } from "../../../firmware/src/espruino/native";
import { startReader } from "../../../firmware/src/reader/reader";
import { bus, field } from "./front-end";
import { flash } from "./flash";
import { mark, marks } from "./marks";
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

const wire = { set: relay };
const dark = { set: () => undefined };
if (!fromStart) {
  setInterval(() => {
    leaveOverlays();
    field.card = true;
  }, 3000);
}
startReader(
  {
    clock: chipClock, entropy: chipEntropy, cipher: chipCipher, native: chipNative, nfc: bus,
    openLink: () => ({ send: () => undefined, listen: () => undefined }),
    relay: wire, green: dark, red: dark, buzzer: dark, contact: undefined, rex: undefined, tamper: undefined, nfcReset: undefined,
    flash: flash, secureCards: undefined, phones: undefined, freeBlocks: () => 0, stepDone: leaveOverlays,
  },
  0x000100,
);
