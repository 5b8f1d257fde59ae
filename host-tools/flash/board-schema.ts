import { fastBauds } from "../../firmware/src/nfc/transports/paced-line";
import { z } from "zod";

/*
 * What a board's file may say, as data: board-configs/schema.json is written from here (scripts/build-schema.mjs), so that
 * an editor shows the same words.
 */
const pinName = z.string().regex(/^[A-Z]+[0-9]+$/, "a pin is a letter and a number, like D25 or B3").describe("a pin, like D25 or B3");
const portName = z.string().describe("a serial port by the interpreter's name, like Serial2");
const baud = z.int().positive().describe("bits a second");
const path = z.string().describe("the device file, where ports are files");
const activeLow = (usual: boolean) => z.boolean().default(usual).describe("true: the wire is at 0 V when the thing is on");
const output = z.strictObject({ pin: pinName, activeLow: activeLow(false) });
const input = z.strictObject({
  pin: pinName,
  activeLow: activeLow(true),
  pull: z.enum(["up", "down"]).optional().describe("the board's own resistor; left out: one is on the wire"),
});
const relay = output.extend({
  pull: z
    .enum(["up", "down"])
    .default("down")
    .describe("the resistor on the wire (4.7 kΩ or less) that holds the relay idle while nothing drives the pin"),
});
const address = z.int().nonnegative().describe("byte address");
const area = z.strictObject({ address, pages: z.int().positive() });
const spi = {
  sck: pinName.describe("clock"),
  mosi: pinName.describe("data to the chip"),
  miso: pinName.describe("data from the chip"),
  cs: pinName.describe("select, low"),
};

const pinDoor = z.strictObject({
  kind: z.literal("pins"),
  relay: relay.describe("the lock's relay"),
  green: output.optional().describe("light: granted"),
  red: output.optional().describe("light: refused, trouble"),
  buzzer: output.optional(),
  contact: input.optional().describe("door contact; on: the door is open"),
  rex: input.optional().describe("request to exit; on: pressed"),
  tamper: input.optional().describe("on: the case is open"),
});
const serialDoor = z
  .strictObject({
    kind: z.literal("serial"),
    port: portName,
    baud,
    path: path.optional(),
    keypad: z.boolean().default(false).describe("true: a keypad hangs on the unit"),
  })
  .describe("a door I/O unit on a serial line, for boards without pins (firmware/src/espruino/door-unit.ts)");

const reset = pinName.optional().describe("the PN532's RSTPD_N");
const irq = pinName.optional().describe("the PN532's P70_IRQ: without it the chip is asked every few milliseconds");
const frontEnd = z.discriminatedUnion("bus", [
  z.strictObject({
    bus: z.literal("serial"),
    port: portName,
    baud,
    fastBaud: z.literal(fastBauds).optional().describe("the PN532 is told to go on at so many bits a second; needs reset, and baud 115200 to begin with"),
    path: path.optional(),
    rx: pinName.optional().describe("where it is not the port's own"),
    tx: pinName.optional().describe("where it is not the port's own"),
    reset,
  }),
  z.strictObject({
    bus: z.literal("spi"),
    port: z.string().describe("a bus of its own, like SPI1"),
    baud: z.int().positive().max(5_000_000).describe("bits a second, 5 MHz at most"),
    ...spi,
    irq,
    reset,
  }),
  z.strictObject({
    bus: z.literal("i2c"),
    port: z.string().describe("the bus, like I2C1"),
    baud: z.int().positive().max(400_000).describe("bits a second, 400 kHz at most"),
    sda: pinName.describe("data, with a pull-up resistor"),
    scl: pinName.describe("clock, with a pull-up resistor"),
    irq,
    reset,
  }),
]);

const uplink = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("udp") }).describe("the machine's own network"),
  z.strictObject({ kind: z.literal("wifi") }),
  z.strictObject({ kind: z.literal("w5500"), spi: z.string().describe("the bus, like SPI1"), ...spi }),
  z.strictObject({
    kind: z.literal("serial"),
    port: portName,
    baud,
    rx: pinName.optional().describe("the port's own pin, for the wiring sheet and the check of pins"),
    tx: pinName.optional().describe("the port's own pin, for the wiring sheet and the check of pins"),
  }),
]);

const flash = z.strictObject({
  pageBytes: z.int().positive().describe("what one erase clears"),
  storage: z.strictObject({ address, bytes: z.int().positive() }).describe("the interpreter's own files"),
  raw: z.strictObject({ address, bytes: z.int().positive() }).optional().describe("flash beside it that nothing else uses"),
  spi: z
    .strictObject({ bus: z.string(), ...spi, bytes: z.int().positive() })
    .optional()
    .describe("a serial NOR chip (W25Q family) that holds the regions where the board's own flash has too few pages"),
  regions: z
    .strictObject({ identity: area, state: area, settings: area, journal: area, grants: area })
    .describe("where the reader keeps what; docs/flash-format.md"),
});

const headerPin = z.string().describe("a pin like D25, or what is printed there: GND, 3V3, 5V, EN");
const header = z.strictObject({
  usb: z.enum(["top", "bottom"]).describe("where the USB socket is when the board lies as listed here"),
  left: z.array(headerPin).describe("from the top, the board seen from its component side"),
  right: z.array(headerPin).describe("from the top"),
  bottom: z.array(headerPin).optional().describe("from the left, where the lower edge has pins too"),
});

/** One board: pins by function, buses, flash map, and the pins that must not be used, with the reason. */
export const boardConfigSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().regex(/^[a-z0-9-]+$/).describe("as the file is called"),
  title: z.string().describe("for people"),
  chip: z.string().describe("what the interpreter says it runs on"),
  interpreter: z.strictObject({
    builds: z.array(z.string()).nonempty().describe("what process.env.BOARD says on it"),
    least: z.string().regex(/^\d+v\d+$/).describe("the oldest version that will do"),
  }),
  status: z.enum(["stable", "beta"]),
  beta: z.string().optional().describe("why it is beta; needed where it is"),
  notes: z.string().describe("how to wire it, in a sentence or two"),
  clockMhz: z.int().positive(),
  memory: z.strictObject({
    blocks: z.int().positive().describe("blocks of the interpreter's memory to count on"),
    note: z.string().describe("where that number comes from"),
  }),
  memoryBlocks: z.int().positive().optional().describe("taken at boot, where the interpreter's memory grows by itself"),
  console: z
    .strictObject({
      port: portName,
      unlock: z.boolean().default(true).describe("a technician's tool may unlock the line for a trace; false takes no memory"),
    })
    .describe("where the prompt is, and the technician's status line"),
  frontEnd: frontEnd.describe("the NFC front end"),
  credentials: z
    .strictObject({
      keys: z.boolean().default(true).describe("cards that prove themselves by a key: DESFire EV2 and EV3, NTAG 424 DNA"),
      desfireEv1: z.boolean().default(true).describe("DESFire EV1 besides"),
      phone: z.boolean().default(true).describe("phones, by leases"),
    })
    .prefault({})
    .describe("which credentials the bundle can read; what is left out takes no memory"),
  traces: z.boolean().default(true).describe("the reader can keep what it says to its front end, for a trace; false takes no memory"),
  door: z.discriminatedUnion("kind", [pinDoor, serialDoor]),
  keypad: z
    .strictObject({ d0: pinName.describe("its line D0, green"), d1: pinName.describe("its line D1, white") })
    .optional()
    .describe("a Wiegand keypad, four or eight bits a key, for doors that ask for a PIN; left out it takes no memory"),
  uplink: uplink.describe("the way to the backend"),
  flash,
  pins: z.strictObject({
    reserved: z.record(pinName, z.string()).describe("pins that must not be used, with the reason"),
    bootStrapping: z.record(pinName, z.string()).describe("pins whose level at power-on decides how the chip starts"),
    pulledUp: z.array(pinName).default([]).describe("pins that the interpreter pulls up at each of its starts"),
  }),
  header: header.optional().describe("the board's pins as they lie, for the wiring sheet"),
});

export type BoardConfig = z.infer<typeof boardConfigSchema>;

/** Boards that cannot carry the product: board-configs/refused.json. */
export const refusedBoardsSchema = z.strictObject({
  $schema: z.string().optional(),
  boards: z.array(
    z.strictObject({
      name: z.string().describe("what process.env.BOARD says on it"),
      also: z.array(z.string()).describe("other names that people use for it"),
      title: z.string().describe("for people"),
      lacks: z.array(z.enum(["network", "ciphers", "watchdog", "memory", "flash"])).nonempty(),
      reason: z.string().describe("why not, as the rest of a sentence"),
      instead: z.string().describe("the board to take: a file of this folder"),
    }),
  ),
});

export type RefusedBoard = z.infer<typeof refusedBoardsSchema>["boards"][number];

/** The text of board-configs/refused-schema.json. */
export function refusedJsonSchema(): string {
  return JSON.stringify({ title: "Boards that cannot be a Latchkey reader", ...z.toJSONSchema(refusedBoardsSchema, { io: "input" }) }, null, 2) + "\n";
}

/** The text of board-configs/schema.json. */
export function boardJsonSchema(): string {
  return JSON.stringify({ title: "A board that can be a Latchkey reader", ...z.toJSONSchema(boardConfigSchema, { io: "input" }) }, null, 2) + "\n";
}
