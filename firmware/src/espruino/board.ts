import type { Board } from "../reader/board";
import type { OutputPin, InputPin } from "../hal/pin";
import type { Identity } from "../wire/identity";
import type { Link } from "../hal/link";
import * as config from "latchkey:board";
import { chipCipher } from "./cipher";
import { chipClock } from "./clock";
import { doorUnit } from "./door-unit";
import { chipEntropy } from "./entropy";
import { chipRegion } from "./flash";
import { chipNative } from "./native";
import { inputPin, outputPin } from "./pins";
import { openSerial, serialBus } from "./serial-bus";

interface DoorPins {
  relay: OutputPin;
  green: OutputPin;
  red: OutputPin;
  buzzer: OutputPin;
  contact: InputPin | undefined;
  rex: InputPin | undefined;
  tamper: InputPin | undefined;
}

/** The relay before anything else: from here on it is driven to idle. */
function doorPins(): DoorPins {
  return {
    relay: outputPin(config.doorRelayPin, config.doorRelayActiveLow),
    green: outputPin(config.doorGreenPin, config.doorGreenActiveLow),
    red: outputPin(config.doorRedPin, config.doorRedActiveLow),
    buzzer: outputPin(config.doorBuzzerPin, config.doorBuzzerActiveLow),
    contact: inputPin(config.doorContactPin, config.doorContactActiveLow, config.doorContactPull),
    rex: inputPin(config.doorRexPin, config.doorRexActiveLow, config.doorRexPull),
    tamper: inputPin(config.doorTamperPin, config.doorTamperActiveLow, config.doorTamperPull),
  };
}

function doorOnSerial(): DoorPins {
  const unit = doorUnit(openSerial(config.doorPort, config.doorBaud, config.doorPath));
  return {
    relay: unit.output("R"),
    green: unit.output("G"),
    red: unit.output("D"),
    buzzer: unit.output("Z"),
    contact: unit.input("C"),
    rex: unit.input("X"),
    tamper: unit.input("T"),
  };
}

/** `openLink` comes later than the pins, because it needs the identity that lies on this board's flash. */
export function chipBoard(openLink: (identity: Identity) => Link): Board {
  const door = config.doorKind === "serial" ? doorOnSerial() : doorPins();
  const page = config.flashPageBytes;
  return {
    clock: chipClock,
    entropy: chipEntropy,
    cipher: chipCipher,
    native: chipNative,
    nfc: serialBus(openSerial(config.frontEndPort, config.frontEndBaud, config.frontEndPath)),
    openLink: openLink,
    relay: door.relay,
    green: door.green,
    red: door.red,
    buzzer: door.buzzer,
    contact: door.contact,
    rex: door.rex,
    tamper: door.tamper,
    nfcReset: config.frontEndReset ? outputPin(config.frontEndReset, true) : undefined,
    flash: {
      identity: chipRegion(config.flashRegionsIdentityAddress, page, config.flashRegionsIdentityPages),
      state: chipRegion(config.flashRegionsStateAddress, page, config.flashRegionsStatePages),
      settings: chipRegion(config.flashRegionsSettingsAddress, page, config.flashRegionsSettingsPages),
      journal: chipRegion(config.flashRegionsJournalAddress, page, config.flashRegionsJournalPages),
      grants: chipRegion(config.flashRegionsGrantsAddress, page, config.flashRegionsGrantsPages),
    },
    freeBlocks: () => process.memory(false).free,
  };
}
