import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { bootFigures } from "./boot";
import { bundleFigures } from "./bundle";
import { cableFigures } from "./cable-taps";
import { cardFigures } from "./cards";
import { memoryFigures } from "./chip-memory";
import { cutFigures } from "./cuts";
import type { Figures, Group } from "./figures";
import { acceptBaseline, complaintsOf, readBaseline } from "./gate";
import { ingestFigures } from "./ingest";
import { instructionFigures } from "./instructions";
import { lifeFigures, lifeNames } from "./life-turns";
import { lookupFigures } from "./lookup";
import { ownFigures, ownNames, peerFigures, peerNames } from "./peers";
import { phoneCommandFigures, phoneProofFigures } from "./phone";
import { listFigures } from "./list";
import { provedTapFigures } from "./proved-taps";
import { sizeFigures } from "./sizes";
import { tapFigures } from "./taps";

/* `npm run bench`: every figure that docs/performance.md quotes. `--json` prints one flat object on standard output.
 * `--check` fails where a repeatable figure is worse than accepted by more than 5 %; `--accept` accepts today's;
 * `--only=NAME` measures the groups with a figure whose name begins so. */
const nothing = (): undefined => undefined;
const onPath = (program: string): boolean => (process.env.PATH ?? "").split(delimiter).some((dir) => existsSync(join(dir, program)));
const interpreter = (): string | undefined => (existsSync(process.env.ESPRUINO ?? "") ? undefined : "ESPRUINO, the Linux build of the interpreter");
const packaged = (name: string, of: string) => (onPath(name) ? undefined : `${name} (apt install ${of})`);
const tool = (name: string) => packaged(name, name);

const instructionNames = [
  "exchange.instructions",
  "exchange.anew.instructions",
  "exchange.least.instructions",
  "lookup.least.instructions",
  "tap.uid.instructions",
  "tap.uid.ms_64mhz_spi",
  "tap.uid.bound_ms_spi",
  "tap.least.instructions",
  "tap.least.ms_64mhz_spi",
  "append.instructions",
];
const lookupNames = ["lookup.instructions.1k", "lookup.instructions.100k", "lookup.instructions.1m", "lookup.flash_reads"];
const cableNames = ["tap.uid.traced_instructions", "cable.drain_turn_instructions", "cable.turn_instructions", "tap.uid.with_cable_ratio"];

const provedTapNames = [
  "tap.desfire.least_ms_64mhz_spi",
  "tap.phone.least_ms_64mhz_spi",
  "tap.desfire.instructions",
  "tap.desfire.bound_ms_spi",
  "tap.desfire.ms_64mhz_spi",
  "tap.phone.instructions",
  "tap.phone.bound_ms_spi",
  "tap.phone.reader_ms_64mhz_spi",
];

const groups: Group[] = [
  { names: ["bundle.bytes"], lacks: nothing, measure: bundleFigures },
  { names: ["chip.vars"], lacks: () => interpreter() ?? tool("socat"), measure: memoryFigures },
  { names: ["grant.bytes", "grant.bytes_with_key", "card.bytes_with_key", "journal.bytes"], lacks: nothing, measure: sizeFigures },
  { names: instructionNames, lacks: () => interpreter() ?? tool("valgrind"), measure: instructionFigures },
  { names: cableNames, lacks: () => interpreter() ?? tool("valgrind"), measure: cableFigures },
  { names: lifeNames, lacks: () => interpreter() ?? tool("valgrind"), measure: lifeFigures },
  { names: lookupNames, lacks: () => interpreter() ?? tool("valgrind"), measure: lookupFigures },
  { names: ["tap.uid.commands", "tap.ntag.commands", "sim.taps_per_s"], lacks: nothing, measure: tapFigures },
  { names: ["tap.desfire.commands", "clones.tried", "clones.granted"], lacks: nothing, measure: cardFigures },
  { names: ownNames, lacks: nothing, measure: ownFigures },
  {
    names: peerNames,
    lacks: () => tool("socat") ?? packaged("nfc-list", "libnfc-bin") ?? packaged("mifare-desfire-info", "libfreefare-bin"),
    measure: peerFigures,
  },
  { names: ["tap.phone.commands"], lacks: nothing, measure: phoneCommandFigures },
  { names: ["tap.phone.meanwhile_instructions", "tap.phone.proof_instructions"], lacks: () => interpreter() ?? tool("valgrind"), measure: phoneProofFigures },
  { names: ["boot.to_first_tap_instructions", "boot.to_first_tap_ms_64mhz"], lacks: () => interpreter() ?? tool("valgrind"), measure: bootFigures },
  { names: provedTapNames, lacks: () => interpreter() ?? tool("valgrind"), measure: provedTapFigures },
  { names: ["cuts.tried", "cuts.lost", "bugs.caught"], lacks: nothing, measure: cutFigures },
  { names: ["list.bytes.100k"], lacks: nothing, measure: listFigures },
  { names: ["ingest.single_per_s", "ingest.single_processor_us", "ingest.batched_per_s", "ingest.batched_processor_us", "ingest.blocked_ms"], lacks: nothing, measure: ingestFigures },
];

/** Of a bench that measures some groups alone, those are held to what was accepted. */
function acceptedOf(measured: Group[]): Figures {
  const accepted = readBaseline();
  if (measured.length === groups.length) return accepted;
  return Object.fromEntries(measured.flatMap(({ names }) => names).flatMap((name) => (name in accepted ? [[name, accepted[name]!]] : [])));
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** A group that fails is said and counted as a complaint; what the others measured is not lost with it. */
async function figuresOf(group: Group, complaints: string[]): Promise<Figures> {
  const names = group.names.join(", ");
  const lacks = group.lacks();
  const unmeasured = Object.fromEntries(group.names.map((name) => [name, null]));
  if (lacks) {
    say(`${names}: not measured, this machine lacks ${lacks}`);
    return unmeasured;
  }
  say(`measuring ${names}`);
  return group.measure().catch((failure: Error) => {
    complaints.push(`${names}: not measured: ${failure.message}`);
    return unmeasured;
  });
}

const only = process.argv.find((word) => word.startsWith("--only="))?.slice("--only=".length);
const wanted = groups.filter(({ names }) => only === undefined || names.some((name) => name.startsWith(only)));
const figures: Figures = {};
const complaints: string[] = [];
for (const group of wanted) Object.assign(figures, await figuresOf(group, complaints));
if (process.argv.includes("--json")) process.stdout.write(JSON.stringify(figures) + "\n");
else for (const [name, value] of Object.entries(figures)) process.stdout.write(`${name.padEnd(36)}${value ?? "-"}\n`);
if (process.argv.includes("--accept")) acceptBaseline(figures, readBaseline());
if (process.argv.includes("--check")) complaints.push(...complaintsOf(acceptedOf(wanted), figures).map((complaint) => `worse than accepted: ${complaint}`));
complaints.forEach(say);
process.exit(complaints.length > 0 ? 1 : 0);
