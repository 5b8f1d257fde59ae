import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { projectDir } from "../../host-tools/cli/project";
import { boardNames } from "../../host-tools/flash/board-config";
import { bootFigures } from "./boot";
import { bundleFigures } from "./bundle";
import { cableFigures } from "./cable-taps";
import { cardFigures } from "./cards";
import { memoryFigures } from "./chip-memory";
import { cutFigures } from "./cuts";
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
import type { Group } from "./figures";

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

/** All that the bench measures. */
export const groups: Group[] = [
  { names: ["bundle.bytes", ...boardNames(projectDir()).filter((name) => name !== "linux").map((name) => `bundle.bytes.${name}`)], lacks: nothing, measure: bundleFigures },
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
