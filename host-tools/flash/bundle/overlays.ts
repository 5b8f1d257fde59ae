import type { Overlays } from "./overlay-plan";
import { storeOverlays } from "./store-overlays";

/*
 * What is seldom needed lies on the chip as overlays: files that are read when something in them is first asked for, and let go again
 * some seconds later. A function in memory costs five blocks and one a parameter, needed or not, and a board has some thousands.
 *
 * Each overlay names whole modules of firmware/src, or single functions, classes and methods as `module:name` and `module:Class.method`. A
 * method whose name others have too must be private. What lasts, a class of which an object is kept, a closure, stays in memory with its own
 * code only. What a tap with a plain card, a pause between two, or an answer without news needs is named nowhere here.
 */
export const overlays: Overlays = {
  /** At the start: pins, buses and lines. */
  board: [
    "espruino/board",
    "espruino/pins",
    "espruino/serial-bus",
    "espruino/front-end-bus",
    "espruino/asked-devices",
    "espruino/flash",
    "espruino/spi-flash",
    "espruino/door-unit",
    "espruino/keypad",
    "espruino/service-line",
    "espruino/status-line",
    "reader/service-line:newServiceLine",
    "espruino/entropy",
    "espruino/watchdog",
    "espruino/udp-link",
    "espruino/serial-link",
    "espruino/ethernet",
    "espruino/wifi",
    "espruino/memory:takeMemory",
    "espruino/memory:restartWhenSpent",
    "espruino/main:openLink",
    "sync/wired-link:wiredLink",
    "sync/join",
    "nfc/transports/frame-port",
  ],
  /** At the start: the rooms of the reader put together. */
  rooms: [
    "reader/reader:startReader",
    "reader/reader:waiting",
    "reader/reader:textOf",
    "reader/reader:House.start",
    "reader/reader:House.openDoor",
    "reader/reader:House.watchField",
    "reader/reader:House.admitProofs",
    "reader/reader:House.joinBackend",
    "reader/stores",
    "store/identity",
    "wire/identity",
    "crypto/drbg",
    "sync/seal:createSeal",
    "sync/seal:direction",
    "credential/token",
    "door/door:Door.watch",
    "door/debounce",
    "door/state:doorAtRest",
    "sync/pace:atRest",
    "nfc/pn532:createPn532",
    "nfc/poller:createPoller",
  ],
  /** A door asks for a PIN. What boards without a keypad need of it lies elsewhere: they have no such overlay. */
  pin: [
    "store/tries",
    "access/lockouts",
    "credential/keypad",
    "reader/pins:Pins.askPin",
    "reader/pins:Pins.pulsed",
    "reader/pins:Pins.keyed",
    "reader/pins:Pins.awaitKey",
    "reader/pins:Pins.finish",
    "reader/pins:answer",
    "reader/pins:Pins.verdictOn",
    "reader/pins:Pins.keep",
  ],
  /** What a key needs before it vouches for a message: at the start, and for the session of a card that proves itself. */
  cmac: ["crypto/cmac:createCmac", "crypto/cmac:paddedSubkey", "crypto/cmac:doubled"],
  /** Keys out of keys. */
  keys: ["crypto/kdf"],
  ...storeOverlays,
  /** What else the backend may ask for. */
  orders: [
    "wire/settings",
    "store/state:State.goOn",
    "store/state:State.put",
    "store/state:State.turn",
    "store/state:State.addCopy",
    "store/settings:SettingsStore.write",
    "store/settings:SettingsStore.halfBytes",
    "store/pages:refused",
    "reader/orders:Orders.keeps",
    "reader/orders:Orders.obey",
    "reader/orders:Orders.listChanged",
    "wire/card-profile",
    "sync/session:Session.command",
    "sync/session:Session.askAgain",
    "sync/session:Session.poked",
    "door/door:Door.setMode",
    "reader/wall-clock:WallClock.leapConfirmed",
  ],
  /** The front end does not do as it should. */
  trouble: [
    "nfc/pn532-frame:takeFrames",
    "nfc/pn532-frame:takeFrame",
    "nfc/conversation:next",
    "nfc/conversation:causeOf",
    "reader/health:Health.frontEndLost",
    "reader/health:Health.frontEndBack",
    "reader/recoveries:Recoveries.hush",
    "wire/recovery:recoveryDetail",
  ],
  /** A door is opened, shut, left open. */
  door: [
    "access/decide:pinRefusal",
    "door/state:enter",
    "door/state:turned",
    "door/state:unexcused",
    "door/state:exit",
    "door/state:endHeld",
    "door/state:openSeconds",
  ],
  /** A trace is taken. */
  capture: [
    "reader/redact",
    "reader/capture:joined",
    "reader/capture:Capture.startCapture",
    "reader/capture:Capture.bus",
    "reader/capture:Capture.sent",
    "reader/capture:Capture.heard",
    "reader/capture:Capture.nobody",
    "reader/capture:Capture.noteRecords",
    "reader/capture:Capture.put",
    "reader/capture:Capture.stopCapture",
  ],
  /** Somebody speaks on the cable: the status is told with no more than this in memory. */
  line: [
    "reader/service-line:hearText",
    "reader/service-line:hearLine",
    "reader/service-line:openedCable",
    "reader/service-line:statusText",
    "reader/service-line:tell",
    "reader/service-line:sendPiece",
    "reader/cable:challengeText",
    "base/bytes:toHex",
  ],
  /** The cable as it stays once somebody asked for it. */
  cable: ["reader/cable:openCable", "reader/cable:newCable"],
  /** The cable is unlocked, and used. */
  unlock: [
    "wire/cable",
    "access/wrong-unlocks",
    "store/journal-look",
    "reader/cable:answerLine",
    "reader/cable:unlocked",
    "reader/cable:unfit",
    "reader/cable:scopeOf",
    "reader/cable:untilOf",
    "reader/cable:prove",
    "reader/cable:inTurn",
    "reader/cable:wrong",
    "reader/cable:counted",
    "reader/cable:granted",
    "reader/cable:openFor",
    "reader/cable-commands",
    "reader/capture-drain",
  ],
  /** A wired reader asks for an address, or for the one it has to stay. */
  address: ["sync/dhcp", "sync/address:Address.take", "sync/address:Address.drop", "sync/address:Address.discover"],
  /** A card that proves itself. */
  cards: [
    "credential/card-reading",
    "credential/card-profiles",
    "crypto/ev2-session",
    "crypto/ev1-session",
    "credential/secure-cards:SecureCards.attempt",
    "credential/secure-cards:SecureCards.keyOf",
  ],
  /** A phone. */
  phone: [
    "credential/phone:Phones.group",
    "credential/phone:Phones.challenge",
    "credential/phone:Phones.ask",
    "credential/phone:Phones.judge",
    "credential/phone:Phones.wrongTag",
    "credential/phone:grantOf",
    "credential/phone:statusOf",
    "credential/phone:refusal",
  ],
};

/** Those of which objects and closures stay while the reader runs. */
export const lasting = ["board", "rooms", "cmac", "cable"];
