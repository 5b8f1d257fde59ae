import type { Bus } from "../hal/bus";
import type { Cipher } from "../hal/cipher";
import type { PhoneRoom, Phones } from "../credential/phone";
import type { SecureCards, SecureRoom } from "../credential/secure-cards";
import type { Clock } from "../hal/clock";
import type { Entropy } from "../hal/entropy";
import type { Region } from "../hal/flash";
import type { Link } from "../hal/link";
import type { Native } from "../hal/native";
import type { Identity } from "../wire/identity";
import type { InputPin, OutputPin } from "../hal/pin";
import type { Carry } from "../store/state";
import type { PinRoom, Pins } from "./pins";

/** Everything a reader stands on. A chip, a simulated site and a browser page each build one; nothing else differs. */
export interface Board {
  clock: Clock;
  entropy: Entropy;
  cipher: Cipher;
  native: Native;
  /** The serial line to the NFC front end. */
  nfc: Bus;
  /** Asked for once, when the reader knows who it is and where its backend listens. */
  openLink(identity: Identity): Link;
  relay: OutputPin;
  green: OutputPin;
  red: OutputPin;
  buzzer: OutputPin;
  /** Undefined where nothing is wired. */
  contact: InputPin | undefined;
  rex: InputPin | undefined;
  tamper: InputPin | undefined;
  /** The front end's reset line (RSTPD_N); true holds it in reset. */
  nfcReset: OutputPin | undefined;
  flash: Regions;
  /** Makes the part for cards that prove themselves; undefined: it was left out of this bundle. */
  secureCards: ((room: SecureRoom) => SecureCards) | undefined;
  /** The same for phones. */
  phones: ((room: PhoneRoom) => Phones) | undefined;
  /** The same for PINs; left out: no keypad is wired. */
  pins?: (room: PinRoom) => Pins;
  /** Beside it: what the state's region holds of tries (store/tries). */
  carryTries?: Carry;
  /** Memory blocks free, for health; 65535 where memory has no such limit. */
  freeBlocks(): number;
  /** Called between the steps of the start: what only the one before needed may go from memory. */
  stepDone(): void;
}

/** The parts of flash, laid out once by the host tool. */
export interface Regions {
  identity: Region;
  state: Region;
  settings: Region;
  journal: Region;
  grants: Region;
}
