import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { bundleFigures } from "./bundle";
import { cardFigures } from "./cards";
import { memoryFigures } from "./chip-memory";
import { cutFigures } from "./cuts";
import type { Figures, Group } from "./figures";
import { ingestFigures } from "./ingest";
import { instructionFigures } from "./instructions";
import { ownFigures, ownNames, peerFigures, peerNames } from "./peers";
import { phoneCommandFigures, phoneProofFigures } from "./phone";
import { listFigures } from "./list";
import { sizeFigures } from "./sizes";
import { tapFigures } from "./taps";

/* `npm run bench`: every figure that docs/performance.md quotes. `--json` prints one flat object on standard output. */
const nothing = (): undefined => undefined;
const onPath = (program: string): boolean => (process.env.PATH ?? "").split(delimiter).some((dir) => existsSync(join(dir, program)));
const interpreter = (): string | undefined => (existsSync(process.env.ESPRUINO ?? "") ? undefined : "ESPRUINO, the Linux build of the interpreter");
const packaged = (name: string, of: string) => (onPath(name) ? undefined : `${name} (apt install ${of})`);
const tool = (name: string) => packaged(name, name);

const instructionNames = [
  "exchange.instructions",
  "exchange.anew.instructions",
  "tap.uid.instructions",
  "tap.uid.ms_64mhz_spi",
  "tap.uid.bound_ms_spi",
  "append.instructions",
  "lookup.instructions.1k",
  "lookup.instructions.100k",
  "lookup.instructions.1m",
  "lookup.flash_reads",
];

const groups: Group[] = [
  { names: ["bundle.bytes"], lacks: nothing, measure: bundleFigures },
  { names: ["chip.vars"], lacks: () => interpreter() ?? tool("socat"), measure: memoryFigures },
  { names: ["grant.bytes", "grant.bytes_with_key", "journal.bytes"], lacks: nothing, measure: sizeFigures },
  { names: instructionNames, lacks: () => interpreter() ?? tool("valgrind"), measure: instructionFigures },
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
  { names: ["cuts.tried", "cuts.lost", "bugs.caught"], lacks: nothing, measure: cutFigures },
  { names: ["list.bytes.100k"], lacks: nothing, measure: listFigures },
  { names: ["ingest.single_per_s", "ingest.batched_per_s"], lacks: nothing, measure: ingestFigures },
];

async function figuresOf(group: Group): Promise<Figures> {
  const lacks = group.lacks();
  if (!lacks) return group.measure();
  process.stderr.write(`${group.names.join(", ")}: not measured, this machine lacks ${lacks}\n`);
  return Object.fromEntries(group.names.map((name) => [name, null]));
}

const figures: Figures = {};
for (const group of groups) Object.assign(figures, await figuresOf(group));
if (process.argv.includes("--json")) process.stdout.write(JSON.stringify(figures) + "\n");
else for (const [name, value] of Object.entries(figures)) process.stdout.write(`${name.padEnd(36)}${value ?? "-"}\n`);
process.exit(0);
