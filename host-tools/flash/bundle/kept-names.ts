import { readFileSync } from "node:fs";
import { join } from "node:path";
import { watchedNames } from "./gate";
import { reservedWords } from "./tokens";

/*
 * The interpreter reads a property's name letter by letter each time it meets it, so our own are shortened to one or two.
 * What the chip itself names keeps its name (every member in firmware/lib/espruino.d.ts, and the few that are declared nowhere), and
 * what the gate looks for. No property gets a word of the language for its name: the interpreter refuses it as a key or a method.
 */
const undeclared = ["constructor", "prototype", "stack", "eval"];
/** What the technician's line says (firmware/src/espruino/main.ts), read by `latchkey flash`. */
const spoken = ["reader", "version", "epoch", "fault", "vars", "challenge"];

export function keptNames(projectDir: string): string[] {
  const declared = readFileSync(join(projectDir, "firmware/lib/espruino.d.ts"), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
  return [...new Set(memberNames(declared)), ...undeclared, ...reservedWords, ...spoken, ...watchedNames];
}

/** Names of members in these declarations: what stands before a type or its parameters, but for parameters themselves. */
function memberNames(declarations: string): string[] {
  const names: string[] = [];
  const open: string[] = [];
  for (const { 0: word, index } of declarations.matchAll(/[A-Za-z_]\w*|[(){}[\]]/g)) {
    if ("({[".includes(word)) open.push(word);
    else if (")}]".includes(word)) open.pop();
    else if (open.at(-1) !== "(" && /^\s*[?:(<]/.test(declarations.slice(index + word.length))) names.push(word);
  }
  return names;
}
