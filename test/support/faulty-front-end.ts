import type { EmulatedPn532 } from "../../host-tools/simulator/pn532/pn532";
import type { Quirks } from "../../host-tools/simulator/pn532/faults";
import type { Wire } from "../../host-tools/simulator/pn532/wires";

/** A front end and the line that tells of its answers. */
export interface AtFault {
  chip: EmulatedPn532;
  stickAlert(stuck: boolean): void;
}
type Fault = (at: AtFault, random: () => number) => void;

export const between = (random: () => number, from: number, to: number) => from + Math.floor(random() * (to - from + 1));

/** Of a line on which bytes wait for the host; from a chip on SPI or I2C it fetches them. */
const lateLine = "late line";
const stuckAlert = "stuck interrupt line";

/** What goes wrong while a card is held; `mend` below ends it. What is planned need not happen: `suffered` of the chip says whether it did. */
export const faults: Record<string, Fault> = {
  "lost acknowledgement": ({ chip }, random) => chip.loseAck(between(random, 1, 2)),
  "wrong checksum": ({ chip }, random) => chip.garble(between(random, 1, 2)),
  [lateLine]: ({ chip }, random) => chip.late(between(random, 1, 2), between(random, 40, 400)),
  silence: ({ chip }, random) => chip.mute(between(random, 1, 2)),
  "partial frame": ({ chip }, random) => chip.cut(between(random, 1, 2)),
  noise: ({ chip }, random) => chip.noise(Uint8Array.from({ length: between(random, 1, 40) }, () => between(random, 0, 255))),
  [stuckAlert]: ({ stickAlert }) => stickAlert(true),
  "brown-out": ({ chip }) => chip.powerOff(true),
  "card without end": ({ chip }) => chip.stall(),
  "torn away": ({ chip }, random) => chip.tear(between(random, 0, 4)),
};

/** Those that `wire` can have. */
export function faultsOf(wire: Wire): string[] {
  return Object.keys(faults).filter((kind) => (kind === lateLine ? wire.startsWith("serial") : kind !== stuckAlert || wire.endsWith("irq")));
}

export function mend({ chip, stickAlert }: AtFault): void {
  chip.calm();
  stickAlert(false);
  if (!chip.powered) chip.powerOff(false);
  chip.tear(Infinity);
}

const quirks: Partial<Quirks>[] = [
  {},
  { noPreamble: true },
  { extraPostambles: 3 },
  { slowAckMs: 40 },
  { version: [0x32, 0xff, 0, 0] },
  { ignoresRfConfiguration: true },
  { burst: true },
  { dribble: true },
];
/** On SPI and I2C a frame waits in the chip as a whole. */
const ofAStream = (quirk: Partial<Quirks>) => "burst" in quirk || "dribble" in quirk;

export function quirksOf(wire: Wire): Partial<Quirks>[] {
  return quirks.filter((quirk) => wire === "serial" || !ofAStream(quirk));
}
