import { readFileSync } from "node:fs";
import { join } from "node:path";
import { watchedNames } from "./gate";

/*
 * The interpreter reads a property's name letter by letter each time it meets it, so our own are shortened to one or two.
 * What the chip itself names keeps its name (every word of firmware/lib/espruino.d.ts, and the few that are declared nowhere), and
 * what the gate looks for.
 */
const undeclared = ["constructor", "prototype", "stack"];
/** What the technician's line says (firmware/src/espruino/main.ts), read by `latchkey flash`. */
const spoken = ["reader", "version", "epoch", "fault", "vars"];

export function keptNames(projectDir: string): string[] {
  const declared = readFileSync(join(projectDir, "firmware/lib/espruino.d.ts"), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
  return [...new Set(declared.match(/[A-Za-z_]\w*/g)), ...undeclared, ...spoken, ...watchedNames];
}
