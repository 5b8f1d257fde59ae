import type { BoardConfig } from "../board-schema";
import { modulesOf, type Module, type Resistor, type Terminal } from "./modules";

export interface NumberedTerminal extends Terminal {
  /** Of the wire, on picture and table; rails have none. */
  number?: number;
}

export interface WiredModule extends Omit<Module, "terminals" | "resistors"> {
  terminals: NumberedTerminal[];
  resistors: Resistor[];
}

/** The modules of `board` with their wires and resistors numbered, so that picture, table and part list say the same. */
export function wiringOf(board: BoardConfig): WiredModule[] {
  let wire = 0;
  let resistor = 0;
  return [...modulesOf(board)].sort(relayFirst).map((module) => ({
    ...module,
    terminals: module.terminals.map((one) => (one.pin ? { ...one, number: ++wire } : one)),
    resistors: module.resistors.map((one) => ({ ...one, name: `R${++resistor}` })),
  }));
}

/** R1 is the resistor that matters most: it keeps the door shut. */
function relayFirst(a: Module, b: Module): number {
  return Number(b.id === "relay") - Number(a.id === "relay");
}

/** One row of the wiring table. */
export interface WireRow {
  number: number | undefined;
  pin: string;
  module: WiredModule;
  terminal: NumberedTerminal;
}

export function wireRows(board: BoardConfig): WireRow[] {
  return wiringOf(board).flatMap((module) =>
    module.terminals.flatMap((terminal) => {
      const pin = terminal.pin ?? terminal.rail;
      return pin === undefined ? [] : [{ number: terminal.number, pin, module, terminal }];
    }),
  );
}
