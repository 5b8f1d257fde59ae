import type { BoardConfig } from "../board-schema";
import { wireRows } from "./wires";
import { colourWord, word, type Lang } from "./words";

/** One line of the wiring table, in words. */
export interface TableRow {
  number: string;
  pin: string;
  use: string;
  module: string;
  terminal: string;
  colour: string;
  note: string;
}

/** The wiring table: the same numbers as on the picture; rows without one are supply. */
export function wiringTable(board: BoardConfig, lang: Lang): TableRow[] {
  return wireRows(board).map(({ number, pin, module, terminal }) => {
    const resistors = module.resistors.filter((one) => one.from === terminal.label).map((one) => `${one.name} ${one.ohms}, ${one.from} – ${one.to}`);
    return {
      number: number === undefined ? "" : String(number),
      pin,
      use: terminal.use ? word(terminal.use, lang) : word("supplyUse", lang),
      module: word(module.title, lang),
      terminal: terminal.label,
      colour: colourWord(terminal.colour, lang),
      note: [...(terminal.note ? [word(terminal.note, lang)] : []), ...resistors].join("; "),
    };
  });
}

export const tableColumns = ["number", "pin", "use", "module", "terminal", "colour", "note"] as const;

export function tableHead(lang: Lang): string[] {
  return tableColumns.map((column) => word(column, lang));
}
