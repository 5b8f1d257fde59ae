import type { BoardConfig } from "../board-schema";
import { box, dot, line, round, svgOf, text, wrapped, type Paper } from "./drawing";
import { layOutSheet, rowHeight, sheet, type BoardPin, type Layout, type PlacedModule, type Wire } from "./layout";
import type { Colour, Rail, Resistor } from "./modules";
import { reasonIn, word, type Lang } from "./words";

const inks: Record<Colour, string> = {
  yellow: "#b58900", green: "#2e8b3d", blue: "#1f5fbf", violet: "#7d3fa8", brown: "#8a5a2b", grey: "#6b6b6b",
  pink: "#d9558f", turquoise: "#12908e", red: "#c62828", orange: "#d2691e", black: "#1a1a1a",
};
const railInks: Record<Rail, string> = { "3V3": inks.orange, "5V": inks.red, GND: inks.black };
const railTexts: Record<Rail, string> = { "3V3": "3.3 V", "5V": "5 V", GND: "GND" };
const small = 9;
const grey = "#9a9a9a";

/** Which supply a header's label means. */
const printedRails: Record<string, Rail> = { GND: "GND", "3V3": "3V3", "3.3": "3V3", "5V": "5V", VUSB: "5V", BAT_IN: "5V" };

/** The wiring of `board` as one A4 sheet. The board must have its pins listed (`header`). */
export function wiringSheet(board: BoardConfig, lang: Lang): string {
  const paper: Paper = { width: sheet.width, height: sheet.height, parts: [] };
  const layout = layOutSheet(board);
  const letters = reasonLetters(board);
  const title = `${word("title", lang)}: ${board.title}`;
  drawHead(paper, board, { title, lang });
  for (const wire of layout.wires) drawWire(paper, wire);
  drawBoard(paper, board, { layout, letters, lang });
  for (const module of layout.modules) drawModule(paper, module, lang);
  for (const wire of layout.wires) drawEnds(paper, wire);
  drawLegend(paper, lang);
  drawReasons(paper, board, { letters, lang });
  drawNotes(paper, layout, lang);
  return svgOf(paper, title, lang);
}

function drawHead(paper: Paper, board: BoardConfig, { title, lang }: { title: string; lang: Lang }): void {
  text(paper, sheet.margin, 40, title, { size: 21, bold: true });
  const status = word(board.status, lang);
  text(paper, sheet.margin, 62, `${board.name} · ${board.chip} · ${board.interpreter.builds.join(", ")} · ${status}`, { size: 12, fill: "#555" });
  text(paper, sheet.width - sheet.margin, 40, "Latchkey", { size: 14, bold: true, anchor: "end" });
  text(paper, sheet.width - sheet.margin, 62, word("from", lang), { size: 12, anchor: "end", fill: "#555" });
  line(paper, `M${sheet.margin} 74H${sheet.width - sheet.margin}`, "#1a1a1a", 1);
}

/** The wire itself, below everything else. */
function drawWire(paper: Paper, { pin, row, terminal, trackX }: Wire): void {
  if (trackX === undefined) return;
  const start = pin.below ? `M${round(pin.x)} ${round(pin.y)}V${round(pin.edgeY)}` : `M${round(pin.x)} ${round(pin.y)}`;
  line(paper, `${start}H${round(trackX)}V${round(row.y)}H${round(edgeOf(row.module))}`, inks[terminal.colour], 2.2);
}

/** Where the wires of a module enter it. */
function edgeOf({ side, place }: PlacedModule): number {
  return side === "left" ? place.x + place.width : place.x;
}

/** The number at both ends; where the wire is not drawn through, a stub with the name of its other end. */
function drawEnds(paper: Paper, { pin, row, terminal, trackX }: Wire): void {
  const ink = inks[terminal.colour];
  const away = pin.side === "left" ? -1 : 1;
  const edge = pin.edgeX;
  if (trackX === undefined) {
    const name = `${row.module.module.id.toUpperCase()} ${terminal.label}`;
    if (pin.below) line(paper, `M${round(pin.x)} ${round(pin.y)}V${round(pin.edgeY)}H${round(edge + away * 12)}`, ink, 2.2);
    else line(paper, `M${round(pin.x)} ${round(pin.y)}h${away * 12}`, ink, 2.2);
    text(paper, edge + away * 30, pin.edgeY + 3, name, { size: small, anchor: away < 0 ? "end" : "start", fill: ink });
    const out = row.module.side === "left" ? 1 : -1;
    line(paper, `M${round(edgeOf(row.module))} ${round(row.y)}h${out * 18}`, ink, 2.2);
  }
  badge(paper, edge + away * 18, pin.edgeY, { number: terminal.number!, ink });
  badge(paper, edgeOf(row.module) + (row.module.side === "left" ? 14 : -14), row.y, { number: terminal.number!, ink });
}

function badge(paper: Paper, x: number, y: number, { number, ink }: { number: number; ink: string }): void {
  dot(paper, x, y, { radius: 7.5, fill: "#fff", stroke: ink });
  text(paper, x, y + 3.2, String(number), { size: small, anchor: "middle", bold: true, fill: ink });
}

interface BoardDrawing {
  layout: Layout;
  letters: Map<string, string>;
  lang: Lang;
}

function drawBoard(paper: Paper, board: BoardConfig, drawing: BoardDrawing): void {
  const { x, y, width, height } = drawing.layout.board;
  box(paper, [x, y, width, height], { fill: "#eef3ee", stroke: "#1a1a1a", radius: 8 });
  const usbY = board.header!.usb === "top" ? y - 8 : y + height - 8;
  box(paper, [x + width / 2 - 20, usbY, 40, 16], { fill: "#c9c9c9", stroke: "#1a1a1a", radius: 2 });
  text(paper, x + width / 2, usbY + 11.5, "USB", { size: small, anchor: "middle", bold: true });
  for (const pin of drawing.layout.pins) drawPin(paper, board, { ...drawing, pin });
}

function drawPin(paper: Paper, board: BoardConfig, { layout, letters, lang, pin }: BoardDrawing & { pin: BoardPin }): void {
  const used = layout.wires.find((wire) => wire.pin === pin);
  const rail = printedRails[pin.label];
  const reason = board.pins.reserved[pin.label] ?? board.pins.bootStrapping[pin.label];
  const letter = reason === undefined ? undefined : letters.get(reason);
  const fill = used ? inks[used.terminal.colour] : rail ? railInks[rail] : "#fff";
  dot(paper, pin.x, pin.y, { radius: 4.4, fill, stroke: used || rail ? "#1a1a1a" : grey });
  const words = used ? `${pin.label}  ${word(used.terminal.use!, lang)}` : letter ? `${pin.label} (${letter})` : pin.label;
  const style = { size: used ? 10 : small, bold: !!used || !!rail, fill: used || rail ? "#1a1a1a" : letter ? grey : "#555" };
  if (pin.below) text(paper, pin.x + 3.5, pin.y - 9, used ? pin.label : words, { ...style, upright: true });
  else text(paper, pin.x + (pin.side === "left" ? 10 : -10), pin.y + 3.4, words, { ...style, anchor: pin.side === "left" ? "start" : "end" });
  if (rail && !pin.below) {
    const away = pin.side === "left" ? -1 : 1;
    line(paper, `M${round(pin.x)} ${round(pin.y)}h${away * 9}`, railInks[rail], 2.2);
    pill(paper, pin.x + away * 27, pin.y, rail);
  }
}

function pill(paper: Paper, x: number, y: number, rail: Rail): void {
  box(paper, [x - 17, y - 7, 34, 14], { fill: railInks[rail], radius: 7 });
  text(paper, x, y + 3.3, railTexts[rail], { size: small, anchor: "middle", fill: "#fff", bold: true });
}

function drawModule(paper: Paper, placed: PlacedModule, lang: Lang): void {
  const { module, place, rows, side } = placed;
  box(paper, [place.x, place.y, place.width, place.height], { fill: "#fbfaf4", stroke: "#1a1a1a", radius: 5 });
  text(paper, place.x + 9, place.y + 16, word(module.title, lang), { size: 11, bold: true });
  const inner = side === "left" ? place.x + place.width - 10 : place.x + 10;
  const anchor = side === "left" ? "end" : "start";
  for (const { terminal, y } of rows) {
    dot(paper, edgeOf(placed), y, { radius: 4, fill: inks[terminal.colour], stroke: "#1a1a1a" });
    text(paper, inner, y + 3.6, terminal.label, { size: 10.5, anchor, bold: true });
    drawFarSide(paper, placed, { terminal, y, lang });
  }
  module.resistors.forEach((one, i) => drawResistor(paper, placed, { one, y: place.y + 24 + rowHeight * (rows.length + i + 0.5) }));
}

/** What stands on the outer half of a terminal's row: its supply, the board's pin, or a word. */
function drawFarSide(paper: Paper, { place, side }: PlacedModule, row: { terminal: PlacedModule["rows"][number]["terminal"]; y: number; lang: Lang }): void {
  const { terminal, y, lang } = row;
  const outer = side === "left" ? place.x + 9 : place.x + place.width - 9;
  const anchor = side === "left" ? "start" : "end";
  const words = [terminal.pin, terminal.note && word(terminal.note, lang), terminal.outside && word(terminal.outside, lang)].filter(Boolean).join(" · ");
  if (terminal.rail) pill(paper, side === "left" ? outer + 17 : outer - 17, y, terminal.rail);
  const shift = terminal.rail ? (side === "left" ? 42 : -42) : 0;
  if (words) text(paper, outer + shift, y + 3.4, words, { size: small, anchor, fill: "#444" });
}

/** R1 10 kΩ between two places, as the rectangle of a circuit diagram. */
function drawResistor(paper: Paper, { place }: PlacedModule, { one, y }: { one: Resistor; y: number }): void {
  const middle = place.x + place.width / 2;
  line(paper, `M${round(place.x + 52)} ${round(y)}H${round(place.x + place.width - 52)}`, "#1a1a1a", 1.6);
  box(paper, [middle - 36, y - 7, 72, 14], { fill: "#fff", stroke: "#1a1a1a", radius: 0 });
  text(paper, middle, y + 3.5, `${one.name}  ${one.ohms}`, { size: 9.5, anchor: "middle", bold: true });
  text(paper, place.x + 46, y + 3.4, railName(one.from), { size: small, anchor: "end" });
  text(paper, place.x + place.width - 46, y + 3.4, railName(one.to), { size: small });
}

function railName(place: string): string {
  return railTexts[place as Rail] ?? place;
}

const notesTop = 690;
const columns = { legend: sheet.margin, reasons: 322, notes: 770 };

function heading(paper: Paper, x: number, words: string): number {
  text(paper, x, notesTop, words, { size: 11, bold: true });
  return notesTop + 17;
}

function drawLegend(paper: Paper, lang: Lang): void {
  const x = columns.legend;
  const y = heading(paper, x, word("legend", lang));
  const row = (i: number) => y + i * 19 - 3;
  line(paper, `M${x} ${row(0)}h44`, inks.blue, 2.2);
  badge(paper, x + 22, row(0), { number: 1, ink: inks.blue });
  line(paper, `M${x} ${row(1)}h18`, inks.grey, 2.2);
  badge(paper, x + 22, row(1), { number: 3, ink: inks.grey });
  pill(paper, x + 22, row(2), "GND");
  line(paper, `M${x} ${row(3)}h44`, "#1a1a1a", 1.6);
  box(paper, [x + 8, row(3) - 6, 28, 12], { fill: "#fff", stroke: "#1a1a1a", radius: 0 });
  text(paper, x + 22, row(3) + 3.2, "R", { size: small, anchor: "middle", bold: true });
  dot(paper, x + 8, row(4), { radius: 4.4, fill: "#fff", stroke: grey });
  text(paper, x + 17, row(4) + 3.2, "D6 (a)", { size: small, fill: grey });
  const keys = ["legendWire", "legendFar", "legendRail", "legendResistor", "legendGrey"] as const;
  keys.forEach((key, i) => text(paper, x + 54, row(i) + 3.4, word(key, lang), { size: small }));
}

/** Each reason that the board's file gives, with its letter: a, b, c ... */
function reasonLetters({ pins }: BoardConfig): Map<string, string> {
  const reasons = [...new Set([...Object.values(pins.reserved), ...Object.values(pins.bootStrapping)])];
  return new Map(reasons.map((reason, i) => [reason, String.fromCharCode(97 + i)]));
}

function drawReasons(paper: Paper, { pins }: BoardConfig, { letters, lang }: { letters: Map<string, string>; lang: Lang }): void {
  let y = heading(paper, columns.reasons, word("reasons", lang));
  const all = Object.entries({ ...pins.reserved, ...pins.bootStrapping });
  for (const [reason, letter] of letters) {
    const names = inRuns(all.filter(([, why]) => why === reason).map(([pin]) => pin));
    const lines = wrapped(`(${letter}) ${names}: ${reasonIn(reason, lang) ?? reason}`, columns.notes - columns.reasons - 24, small);
    for (const [i, one] of lines.entries()) text(paper, columns.reasons + (i ? 12 : 0), (y += 12) - 12, one, { size: small });
  }
}

/** D26, D27, D28, D30 as D26-D28, D30. */
function inRuns(pins: string[]): string {
  const runs: string[][] = [];
  for (const pin of pins) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && pin[0] === last[0] && Number(pin.slice(1)) === Number(last.slice(1)) + 1) run.push(pin);
    else runs.push([pin]);
  }
  return runs.map((run) => (run.length > 2 ? `${run[0]}-${run.at(-1)}` : run.join(", "))).join(", ");
}

function drawNotes(paper: Paper, { modules }: Layout, lang: Lang): void {
  let y = heading(paper, columns.notes, word("notes", lang));
  const resistors = modules.flatMap(({ module }) => module.resistors).sort((a, b) => Number(a.name.slice(1)) - Number(b.name.slice(1)));
  const ofLights = resistors.filter((one) => one.why === "lightResistor").map((one) => one.name);
  const lines = [
    ...resistors.filter((one) => one.why !== "lightResistor").map((one) => `${one.name}: ${word(one.why, lang)}.`),
    ...(ofLights.length ? [`${ofLights.join(", ")}: ${word("lightResistor", lang)}.`] : []),
    ...modules.flatMap(({ module }) => module.notes.map((key) => word(key, lang))),
  ];
  for (const words of lines) {
    for (const one of wrapped(words, sheet.width - sheet.margin - columns.notes, small)) {
      text(paper, columns.notes, y, one, { size: small });
      y += 11.6;
    }
    y += 2;
  }
}
