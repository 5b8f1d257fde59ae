import type { BoardConfig } from "../board-schema";
import type { WordKey } from "./words";

export type Rail = "3V3" | "5V" | "GND";
export type Colour = "yellow" | "green" | "blue" | "violet" | "brown" | "grey" | "pink" | "turquoise" | "red" | "orange" | "black";

/** One place to put a wire to. A signal goes to a pin of the board, a rail to its supply, the rest out of the sheet. */
export interface Terminal {
  /** As it is printed on the module. */
  label: string;
  pin?: string;
  rail?: Rail;
  outside?: WordKey;
  /** What the board uses the pin for. */
  use?: WordKey;
  colour: Colour;
  note?: WordKey;
}

/** A resistor that somebody must solder in, between two places. */
export interface Resistor {
  name: string;
  ohms: string;
  from: string;
  to: string;
  why: WordKey;
}

/** One thing beside the board, with its terminals. */
export interface Module {
  id: string;
  title: WordKey;
  terminals: Terminal[];
  resistors: Omit<Resistor, "name">[];
  notes: WordKey[];
}

const rails: Record<Rail, Terminal> = {
  "3V3": { label: "VCC", rail: "3V3", colour: "orange" },
  "5V": { label: "VCC", rail: "5V", colour: "red" },
  GND: { label: "GND", rail: "GND", colour: "black" },
};

/** Terminals of the PN532's three buses, by the entry of the board's file. */
const frontEndLabels: Record<string, Record<string, Pick<Terminal, "label" | "colour">>> = {
  serial: { rx: { label: "TXD (SDA)", colour: "green" }, tx: { label: "RXD (SCL)", colour: "blue" } },
  spi: {
    sck: { label: "SCK", colour: "yellow" }, mosi: { label: "MOSI", colour: "blue" },
    miso: { label: "MISO", colour: "green" }, cs: { label: "SS", colour: "violet" },
  },
  i2c: { sda: { label: "SDA", colour: "green" }, scl: { label: "SCL", colour: "yellow" } },
};
const frontEndLines: Record<string, Pick<Terminal, "label" | "colour">> = {
  irq: { label: "IRQ", colour: "turquoise" },
  reset: { label: "RSTPD_N", colour: "grey" },
};
const frontEndUses: Record<string, WordKey> = {
  rx: "receive", tx: "transmit", sck: "clock", mosi: "dataOut", miso: "dataIn", cs: "select", sda: "data", scl: "clock", irq: "ready", reset: "reset",
};
const spiLabels = [
  ["sck", "SCK", "yellow", "clock"], ["mosi", "MOSI", "blue", "dataOut"], ["miso", "MISO", "green", "dataIn"], ["cs", "CS", "violet", "select"],
] as const;

/** Everything that is wired to `board`, from its file alone. */
export function modulesOf(board: BoardConfig): Module[] {
  return [frontEnd(board), ...doorModules(board), ...keypadModule(board), ...uplinkModules(board), ...norModule(board), supply(board)];
}

function frontEnd({ frontEnd }: BoardConfig): Module {
  const entries = frontEnd as unknown as Record<string, unknown>;
  const bus = String(entries.bus);
  const labels = { ...frontEndLabels[bus], ...frontEndLines };
  const signals = Object.entries(labels).flatMap(([key, label]) =>
    typeof entries[key] === "string" ? [{ ...label, pin: entries[key], use: frontEndUses[key]! }] : [],
  );
  return { id: "pn532", title: "pn532", terminals: [...signals, rails["3V3"], rails.GND], resistors: [], notes: [`pn532${bus}` as WordKey, "pn532supply"] };
}

function doorModules({ door }: BoardConfig): Module[] {
  if (door.kind !== "pins") return [];
  const { relay, green, red, buzzer, contact, rex, tamper } = door;
  return [
    relayModule(relay),
    ...(green ? [light("green", green.pin)] : []),
    ...(red ? [light("red", red.pin)] : []),
    ...(buzzer ? [sounder(buzzer.pin)] : []),
    ...(contact ? [contactModule("contact", "turquoise", contact)] : []),
    ...(rex ? [contactModule("rex", "yellow", rex)] : []),
    ...(tamper ? [contactModule("tamper", "violet", tamper)] : []),
  ];
}

/** As its cable usually is coloured. */
function keypadModule({ keypad }: BoardConfig): Module[] {
  if (!keypad) return [];
  const lines: Terminal[] = [
    { label: "D0", pin: keypad.d0, use: "keypadLine", colour: "green" },
    { label: "D1", pin: keypad.d1, use: "keypadLine", colour: "grey" },
  ];
  return [{ id: "keypad", title: "keypad", terminals: [...lines, rails["5V"], rails.GND], resistors: [], notes: ["keypadLevel"] }];
}

/** The level that keeps the relay idle must come from a resistor: until the firmware runs the pin drives nothing. */
function relayModule({ pin, activeLow, pull }: { pin: string; activeLow: boolean; pull: "up" | "down" }): Module {
  return {
    id: "relay",
    title: "relayModule",
    terminals: [
      { label: "IN", pin, use: "relay", colour: "brown", note: activeLow ? "relayLow" : "relayHigh" },
      rails["5V"], rails.GND,
      { label: "COM, NO", outside: "toStrike", colour: "black" },
    ],
    resistors: [{ ohms: "4.7 kΩ", from: "IN", to: pull === "up" ? "3V3" : "GND", why: "idleResistor" }],
    notes: ["strike"],
  };
}

function light(id: "green" | "red", pin: string): Module {
  const terminals: Terminal[] = [{ label: "in", pin, use: id, colour: id === "green" ? "green" : "pink" }, { ...rails.GND, label: "LED −" }];
  return { id, title: `${id}Light`, terminals, resistors: [{ ohms: "330 Ω", from: "in", to: "LED +", why: "lightResistor" }], notes: [] };
}

function sounder(pin: string): Module {
  const terminals: Terminal[] = [{ label: "+", pin, use: "buzzer", colour: "grey" }, { ...rails.GND, label: "−" }];
  return { id: "buzzer", title: "buzzerModule", terminals, resistors: [], notes: ["buzzerKind"] };
}

function contactModule(id: "contact" | "rex" | "tamper", colour: Colour, wire: { pin: string; activeLow: boolean; pull?: "up" | "down" | undefined }): Module {
  const level = wire.pull ?? (wire.activeLow ? "up" : "down");
  const common = level === "up" ? rails.GND : { ...rails["3V3"], label: "3V3" };
  /* The idle level is the pull's; where that is also the level of "on", the contact must be closed while all is well. */
  const opens = (level === "up") !== wire.activeLow;
  return {
    id,
    title: id === "contact" ? "contactModule" : id === "rex" ? "rexModule" : "tamperModule",
    terminals: [{ label: "1", pin: wire.pin, use: id, colour, note: opens ? "closedAtRest" : "openAtRest" }, { ...common, label: "2" }],
    resistors: wire.pull ? [] : [{ ohms: "10 kΩ", from: "1", to: level === "up" ? "3V3" : "GND", why: "pullResistor" }],
    notes: [],
  };
}

function uplinkModules({ uplink }: BoardConfig): Module[] {
  if (uplink.kind === "w5500") {
    const pins = uplink;
    const signals = spiLabels.map(([key, label, colour, use]): Terminal => ({ label: label === "CS" ? "SCS" : label, pin: pins[key], use, colour }));
    return [{ id: "w5500", title: "w5500", terminals: [...signals, rails["3V3"], rails.GND], resistors: [], notes: [] }];
  }
  if (uplink.kind !== "serial") return [];
  const signals: Terminal[] = [
    ...(uplink.tx ? [{ label: "RX", pin: uplink.tx, use: "transmit" as const, colour: "blue" as const }] : []),
    ...(uplink.rx ? [{ label: "TX", pin: uplink.rx, use: "receive" as const, colour: "green" as const }] : []),
  ];
  return [{ id: "host", title: "host", terminals: [...signals, rails.GND], resistors: [], notes: ["hostLevel"] }];
}

function norModule({ flash }: BoardConfig): Module[] {
  const { spi } = flash;
  if (!spi) return [];
  const chipLabels: Record<string, string> = { SCK: "CLK", MOSI: "DI", MISO: "DO", CS: "/CS" };
  const signals = spiLabels.map(([key, label, colour, use]): Terminal => ({ label: chipLabels[label]!, pin: spi[key], use, colour }));
  const held: Terminal = { label: "VCC, /WP, /HOLD", rail: "3V3", colour: "orange" };
  return [{ id: "nor", title: "nor", terminals: [...signals, held, rails.GND], resistors: [{ ohms: "10 kΩ", from: "/CS", to: "3V3", why: "selectResistor" }], notes: [] }];
}

function supply({ chip }: BoardConfig): Module {
  const five: Terminal = { label: "+", rail: "5V", colour: "red", outside: "supplyTo" };
  return { id: "supply", title: "supply", terminals: [five, { ...rails.GND, label: "−" }], resistors: [], notes: [/^stm32/.test(chip) ? "supplyUsb" : "supplyOne"] };
}
