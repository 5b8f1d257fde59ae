import type { BoardConfig } from "../board-schema";
import type { NumberedTerminal, WiredModule } from "./wires";
import { wiringOf } from "./wires";

/* The sheet: A4 lying, in quarters of a millimetre. */
export const sheet = { width: 1188, height: 840, margin: 28, top: 92, bottom: 664 };
export const rowHeight = 18;
const boardWidth = 196;
export const moduleWidth = 226;
const moduleGap = 8;
const room = sheet.bottom - sheet.top;
/** Within the board, above the pins of its lower edge. */
const lowerRoom = 44;
const railsRoom = 54;
const flagRoom = 132;

type Side = "left" | "right";

export interface Place {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A pin of the board; its wire leaves the board's width at `edgeX`, `edgeY`. */
export interface BoardPin {
  label: string;
  side: Side;
  x: number;
  y: number;
  edgeX: number;
  edgeY: number;
  /** True: on the lower edge. */
  below: boolean;
}

export interface PlacedModule {
  module: WiredModule;
  side: Side;
  place: Place;
  /** Terminals in the order they are drawn, with the height of each. */
  rows: { terminal: NumberedTerminal; y: number }[];
}

export interface Wire {
  terminal: NumberedTerminal;
  pin: BoardPin;
  row: { module: PlacedModule; y: number };
  /** Where it runs up or down; undefined: it goes to the other side and is drawn as two ends with one number. */
  trackX: number | undefined;
}

export interface Layout {
  board: Place;
  pins: BoardPin[];
  modules: PlacedModule[];
  wires: Wire[];
}

/** The best of all ways to share the pins of the lower edge between left and right, with one module moved over if that must be. */
export function layOutSheet(board: BoardConfig): Layout {
  const count = board.header!.bottom?.length ?? 0;
  const movable = [undefined, ...wiringOf(board).map((module) => module.id)];
  const ways = Array.from({ length: count + 1 }, (_, toLeft) => movable.map((moved) => layOutWith(board, toLeft, moved))).flat();
  return ways.reduce((best, way) => (worth(way) < worth(best) ? way : best));
}

/** Less is better: first nothing may leave the sheet, then few wires without a line, then sides of equal height. */
function worth({ modules, wires }: Layout): number {
  const height = (side: Side) => modules.filter((one) => one.side === side).reduce((sum, one) => sum + one.place.height + moduleGap, 0);
  const over = Math.max(0, height("left") - room, height("right") - room);
  return over * 1e6 + wires.filter((wire) => wire.trackX === undefined).length * 1e4 + Math.abs(height("left") - height("right"));
}

function layOutWith(board: BoardConfig, lowerToLeft: number, moved: string | undefined): Layout {
  const place = boardPlace(board);
  const pins = boardPins(board, place, lowerToLeft);
  const modules = placeModules(wiringOf(board), pins, moved);
  return { board: place, pins, modules, wires: (["left", "right"] as const).flatMap((side) => wiresOfSide(side, { place, pins, modules })) };
}

function boardPlace({ header }: BoardConfig): Place {
  const rows = Math.max(header!.left.length, header!.right.length);
  const below = header!.bottom ? lowerRoom : 0;
  const height = Math.min(24, (room - 30 - below) / rows) * rows + 12 + below;
  return { x: (sheet.width - boardWidth) / 2, y: sheet.top + 14, width: boardWidth, height };
}

function boardPins(board: BoardConfig, place: Place, lowerToLeft: number): BoardPin[] {
  const { left, right, bottom } = board.header!;
  const step = (place.height - 12 - (bottom ? lowerRoom : 0)) / Math.max(left.length, right.length);
  const column = (labels: string[], side: Side): BoardPin[] =>
    labels.map((label, i) => {
      const y = place.y + 6 + step * (i + 0.5);
      const x = edgeOf(place, side);
      return { label, side, x, y, edgeX: x, edgeY: y, below: false };
    });
  return [...column(left, "left"), ...column(right, "right"), ...lowerPins(board, place, lowerToLeft)];
}

function edgeOf(place: Place, side: Side): number {
  return side === "left" ? place.x : place.x + place.width;
}

/** The first `toLeft` pins of the lower edge leave to the left, the others to the right, the outer ones first, so that no two cross. */
function lowerPins(board: BoardConfig, place: Place, toLeft: number): BoardPin[] {
  const labels = board.header!.bottom ?? [];
  const used = usedPins(board);
  const step = labels.length > 4 ? (place.width - 40) / (labels.length - 1) : 24;
  const bottom = place.y + place.height;
  const outer = (i: number) => labels.filter((label, j) => used.has(label) && (i < toLeft ? j < i : j > i)).length;
  return labels.map((label, i) => {
    const side: Side = i < toLeft ? "left" : "right";
    return { label, side, x: place.x + 20 + step * i, y: bottom, edgeX: edgeOf(place, side), edgeY: bottom + 22 + 22 * outer(i), below: true };
  });
}

function usedPins(board: BoardConfig): Set<string> {
  return new Set(wiringOf(board).flatMap((module) => module.terminals.flatMap((one) => one.pin ?? [])));
}

/** Height of a module: its title, a row for each terminal and each resistor. */
function heightOf({ terminals, resistors }: WiredModule): number {
  return 28 + rowHeight * (terminals.length + resistors.length);
}

function placeModules(modules: WiredModule[], pins: BoardPin[], moved: string | undefined): PlacedModule[] {
  const pinOf = (one: NumberedTerminal) => pins.find((pin) => pin.label === one.pin);
  const sided = modules.map((module) => {
    const found = module.terminals.flatMap((one) => pinOf(one) ?? []);
    const right = found.filter((pin) => pin.side === "right").length;
    const side: Side | undefined = found.length === 0 ? undefined : right * 2 > found.length ? "right" : "left";
    const own = found.filter((pin) => pin.side === side);
    if (module.id === moved && side) return { module, side: side === "left" ? ("right" as const) : ("left" as const), near: sheet.bottom };
    return { module, side, near: own.reduce((sum, pin) => sum + pin.edgeY, 0) / (own.length || 1) };
  });
  const heights = (side: Side) => sided.filter((one) => one.side === side).reduce((sum, one) => sum + heightOf(one.module) + moduleGap, 0);
  /* What has supply alone goes where there is room, at the end. */
  const freer: Side = heights("left") <= heights("right") ? "left" : "right";
  const all = sided.map((one) => ({ ...one, side: one.side ?? freer, near: one.side ? one.near : sheet.bottom }));
  return (["left", "right"] as const).flatMap((side) => stack(all.filter((one) => one.side === side), side, pinOf));
}

/** One under the other, each as near to the height of its pins as the others leave it. */
function stack(
  entries: { module: WiredModule; near: number }[],
  side: Side,
  pinOf: (one: NumberedTerminal) => BoardPin | undefined,
): PlacedModule[] {
  const sorted = [...entries].sort((a, b) => a.near - b.near);
  const tops: number[] = [];
  for (const [i, { module, near }] of sorted.entries()) {
    const after = i === 0 ? sheet.top : tops[i - 1]! + heightOf(sorted[i - 1]!.module) + moduleGap;
    tops.push(Math.max(after, near - 24 - (rowHeight * module.terminals.filter((one) => one.pin).length) / 2));
  }
  let limit = sheet.bottom;
  for (let i = sorted.length - 1; i >= 0; i--) {
    tops[i] = Math.min(tops[i]!, limit - heightOf(sorted[i]!.module));
    limit = tops[i]! - moduleGap;
  }
  const x = side === "left" ? sheet.margin : sheet.width - sheet.margin - moduleWidth;
  return sorted.map(({ module }, i) => {
    const place = { x, y: tops[i]!, width: moduleWidth, height: heightOf(module) };
    return { module, side, place, rows: rowsOf(module, place, (one) => order(pinOf(one), side)) };
  });
}

/** Wires of this side by the height of their pins, then those from the other side, then what has no pin. */
function order(pin: BoardPin | undefined, side: Side): number {
  return pin === undefined ? Infinity : pin.side === side ? pin.edgeY : 1e6 + pin.edgeY;
}

function rowsOf(module: WiredModule, place: Place, rank: (one: NumberedTerminal) => number): PlacedModule["rows"] {
  const sorted = module.terminals.map((terminal, i) => ({ terminal, i, rank: rank(terminal) }));
  sorted.sort((a, b) => (a.rank === b.rank ? a.i - b.i : a.rank - b.rank));
  return sorted.map(({ terminal }, i) => ({ terminal, y: place.y + 24 + rowHeight * (i + 0.5) }));
}

/** The wires that end on one side. What keeps the order of the pins is drawn through; it can be drawn without a crossing. */
function wiresOfSide(side: Side, { place, pins, modules }: { place: Place; pins: BoardPin[]; modules: PlacedModule[] }): Wire[] {
  const ends = modules.filter((one) => one.side === side).flatMap((module) => module.rows.map((row) => ({ module, ...row })));
  const wires = ends.flatMap(({ module, terminal, y }): Wire[] => {
    const pin = pins.find((one) => one.label === terminal.pin);
    return pin ? [{ terminal, pin, row: { module, y }, trackX: undefined }] : [];
  });
  const through = longestRising(wires.filter((wire) => wire.pin.side === side));
  const flagged = wires.length > through.length || pins.some((pin) => pin.side === side && isFar(pin, modules, through));
  const start = flagged ? flagRoom : railsRoom;
  const across = (sheet.width - boardWidth) / 2 - sheet.margin - moduleWidth - start - 34;
  const step = Math.min(15, across / Math.max(1, through.length - 1));
  through.forEach((wire, i) => {
    /* Of wires that rise the upper ones turn first, of those that fall the lower ones: so none crosses another. */
    const turn = wire.row.y < wire.pin.edgeY ? i : through.length - 1 - i;
    wire.trackX = side === "left" ? place.x - start - step * turn : place.x + place.width + start + step * turn;
  });
  return wires;
}

/** True for a pin whose wire ends on the other side. */
function isFar(pin: BoardPin, modules: PlacedModule[], through: Wire[]): boolean {
  const used = modules.some((module) => module.rows.some((row) => row.terminal.pin === pin.label));
  return used && !through.some((wire) => wire.pin === pin);
}

/** The longest choice of `wires` whose pins come in the same order from top to bottom as their terminals. */
function longestRising(wires: Wire[]): Wire[] {
  const best: Wire[][] = [];
  for (const [i, wire] of wires.entries()) {
    const before = best.slice(0, i).filter((chain) => chain.at(-1)!.pin.edgeY < wire.pin.edgeY);
    const longest = before.reduce<Wire[]>((a, b) => (b.length > a.length ? b : a), []);
    best.push([...longest, wire]);
  }
  return best.reduce<Wire[]>((a, b) => (b.length > a.length ? b : a), []);
}
