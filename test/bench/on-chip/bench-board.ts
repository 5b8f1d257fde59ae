import type { Bus } from "../../../firmware/src/hal/bus";
import type { Clock } from "../../../firmware/src/hal/clock";
import type { Link } from "../../../firmware/src/hal/link";
import type { Board } from "../../../firmware/src/reader/board";
import { chipCipher } from "../../../firmware/src/espruino/cipher";
import { chipEntropy } from "../../../firmware/src/espruino/entropy";
import { chipNative } from "../../../firmware/src/espruino/native";
import { flash } from "./flash";
import { leaveOverlays } from "latchkey:overlays";

const dark = { set: () => undefined };
export const silentLink = { send: () => undefined, listen: () => undefined };

/** The chip as a reader's board, with nothing at its pins but `relay`, nothing proved by key, and memory without end. */
export function benchBoard(clock: Clock, nfc: Bus, relay: (on: boolean) => void, link: Link): Board {
  return {
    clock: clock, entropy: chipEntropy, cipher: chipCipher, native: chipNative, nfc: nfc, openLink: () => link,
    relay: { set: relay }, green: dark, red: dark, buzzer: dark, contact: undefined, rex: undefined, tamper: undefined, nfcReset: undefined,
    flash: flash, secureCards: undefined, phones: undefined, freeBlocks: () => 0, stepDone: leaveOverlays,
  };
}
