import type { Board } from "../reader/board";
import type { OutputPin, InputPin } from "../hal/pin";
import type { Keypad } from "../hal/keypad";
import type { PinRoom } from "../reader/pins";
import type { SecureRoom } from "../credential/secure-cards";
import type { PhoneRoom } from "../credential/phone";
import type { Identity } from "../wire/identity";
import type { Link } from "../hal/link";
import * as config from "latchkey:board";
import { leaveOverlays } from "latchkey:overlays";
import { Phones } from "../credential/phone";
import { Pins } from "../reader/pins";
import { SecureCards } from "../credential/secure-cards";
import { carryTries } from "../store/tries";
import { startEv1 } from "../crypto/ev1-session";
import { startEv2 } from "../crypto/ev2-session";
import { chipCipher } from "./cipher";
import { chipClock } from "./clock";
import { doorUnit } from "./door-unit";
import { chipEntropy } from "./entropy";
import { chipRegion } from "./flash";
import { chipNative } from "./native";
import { inputPin, outputPin } from "./pins";
import { frontEndBus } from "./front-end-bus";
import { keypadPins, keypadUnit } from "./keypad";
import { openSerial } from "./serial-bus";
import { spiRegion } from "./spi-flash";
import type { Region } from "../hal/flash";

const spiBaud = 4000000;

interface DoorPins {
  relay: OutputPin;
  green: OutputPin;
  red: OutputPin;
  buzzer: OutputPin;
  contact: InputPin | undefined;
  rex: InputPin | undefined;
  tamper: InputPin | undefined;
  keypad?: Keypad;
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
  const unit = doorUnit(openSerial(config.doorPort, config.doorBaud, { path: config.doorPath, rx: undefined, tx: undefined }));
  const pins: DoorPins = {
    relay: unit.output("R"),
    green: unit.output("G"),
    red: unit.output("D"),
    buzzer: unit.output("Z"),
    contact: unit.input("C"),
    rex: unit.input("X"),
    tamper: unit.input("T"),
  };
  if (config.doorKeypad) pins.keypad = keypadUnit(unit);
  return pins;
}

export function spiBus(name: string, sck: string, mosi: string, miso: string): Spi {
  const bus = (global as Record<string, unknown>)[name] as Spi;
  bus.setup({ sck: new Pin(sck), mosi: new Pin(mosi), miso: new Pin(miso), baud: spiBaud });
  return bus;
}

/** Where regions lie: on the chip's own flash, or on a NOR chip beside it. */
function regions(): (address: number, pages: number) => Region {
  const pageBytes = config.flashPageBytes;
  if (!config.flashSpiBus) return (address: number, pages: number) => chipRegion(address, pageBytes, pages);
  const bus = spiBus(config.flashSpiBus, config.flashSpiSck, config.flashSpiMosi, config.flashSpiMiso);
  const select = new Pin(config.flashSpiCs);
  return (address: number, pages: number) => spiRegion(bus, select, { address: address, pageBytes: pageBytes, pages: pages });
}

/** `openLink` comes later than the pins, because it needs the identity that lies on this board's flash. */
export function chipBoard(openLink: (identity: Identity) => Link): Board {
  const region = regions();
  const door = config.doorKind === "serial" ? doorOnSerial() : doorPins();
  const board: Board = {
    clock: chipClock,
    entropy: chipEntropy,
    cipher: chipCipher,
    native: chipNative,
    nfc: frontEndBus(),
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
      identity: region(config.flashRegionsIdentityAddress, config.flashRegionsIdentityPages),
      state: region(config.flashRegionsStateAddress, config.flashRegionsStatePages),
      settings: region(config.flashRegionsSettingsAddress, config.flashRegionsSettingsPages),
      journal: region(config.flashRegionsJournalAddress, config.flashRegionsJournalPages),
      grants: region(config.flashRegionsGrantsAddress, config.flashRegionsGrantsPages),
    },
    secureCards: config.credentialsKeys
      ? (room: SecureRoom) => new SecureCards(room, startEv2, config.credentialsDesfireEv1 ? startEv1 : undefined)
      : undefined,
    phones: config.credentialsPhone ? (room: PhoneRoom) => new Phones(room) : undefined,
    freeBlocks: () => process.memory(false).free,
    stepDone: leaveOverlays,
  };
  if (config.keypadD0) door.keypad = keypadPins(config.keypadD0, config.keypadD1);
  if (config.keypadD0 || config.doorKeypad) {
    board.pins = (room: PinRoom) => new Pins(room, door.keypad!);
    board.carryTries = carryTries;
  }
  return board;
}
