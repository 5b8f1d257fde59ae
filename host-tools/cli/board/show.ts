import { writeFileSync } from "node:fs";
import { exitCodes, Failure } from "../../api/failure";
import { loadBoard, type BoardConfig } from "../../flash/board-config";
import { factsOf, type BoardFacts } from "../../flash/board-facts";
import { grantsWords } from "../../flash/flash-map";
import { wiringSheet } from "../../flash/wiring/sheet";
import { tableColumns, tableHead } from "../../flash/wiring/table";
import type { Lang } from "../../flash/wiring/words";
import { put, say } from "../output";
import { projectDir } from "../project";
import { columns } from "./columns";

export interface ShowOptions {
  svg?: string;
  lang: string;
  json: boolean;
}

export function showBoard(name: string, { svg, lang, json }: ShowOptions): void {
  if (lang !== "en" && lang !== "ko") throw languageUnknown(lang);
  const board = loadBoard(projectDir(), name);
  const facts = factsOf(board, lang);
  if (svg !== undefined) writeSheet(board, svg, lang);
  put(json, { ...facts, ...(svg !== undefined && { svg }) }, textOf(facts, lang));
  if (svg !== undefined && !json) say(`The wiring sheet is in ${svg}.`);
  if (!json) say(`Next, once it is wired: latchkey flash --board ${name} (docs/flashing.md).`);
}

function languageUnknown(lang: string): Failure {
  return new Failure("LANGUAGE_UNKNOWN", { message: `There is no sheet in the language ${lang}.`, hint: "Use --lang en or --lang ko.", exit: exitCodes.usage });
}

function writeSheet(board: BoardConfig, file: string, lang: Lang): void {
  if (!board.header) {
    const hint = "Leave out --svg; its serial devices are named when it is flashed or run.";
    throw new Failure("BOARD_NO_PINS", { message: `The board ${board.name} has no pins to draw.`, hint, exit: exitCodes.usage });
  }
  try {
    writeFileSync(file, wiringSheet(board, lang));
  } catch (caught) {
    throw new Failure("FILE_UNWRITABLE", {
      message: `The file ${file} cannot be written: ${(caught as Error).message}.`,
      hint: "Name a file in a folder that is there and that you may write.",
      cause: caught,
    });
  }
}

function textOf(facts: BoardFacts, lang: Lang): string {
  const { interpreter, memory, capacity } = facts;
  const parts = [
    [facts.title],
    columns([
      ["status", facts.beta ? `${facts.status}: ${facts.beta}` : facts.status],
      ["chip", `${facts.chip}, ${facts.clockMhz} MHz`],
      ["interpreter", `${interpreter.builds.join(" or ")}, from ${interpreter.least} on; prompt on ${facts.console}`],
      ["memory", `${memory.blocks} blocks: ${memory.note}`],
      ...facts.buses.map(({ what, bus }) => [what, bus]),
      ["holds", `grants: ${grantsWords(capacity)}; events while offline: ${capacity.events}`],
    ]),
    [facts.notes],
    ["Flash", ...columns(facts.flash.map((one) => [`  ${one.medium} 0x${one.address.toString(16)}`, `${one.bytes} bytes`, one.name, one.holds]))],
    ...(facts.wiring.length ? [["Wiring", ...columns([tableHead(lang), ...facts.wiring.map((row) => tableColumns.map((column) => row[column]))]).map(indented)]] : []),
    ...(Object.keys(facts.notForUse).length ? [["Not for use", ...columns(Object.entries(facts.notForUse).map(([pin, why]) => [`  ${pin}`, why]))]] : []),
  ];
  return parts.map((lines) => lines.join("\n")).join("\n\n");
}

function indented(line: string): string {
  return `  ${line}`;
}
