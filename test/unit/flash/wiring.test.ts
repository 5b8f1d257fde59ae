import { readFileSync, readdirSync } from "node:fs";
import { boardNames, loadBoard, type BoardConfig } from "../../../host-tools/flash/board-config";
import { boardsPage } from "../../../host-tools/flash/boards-page";
import { textWidth } from "../../../host-tools/flash/wiring/drawing";
import { layOutSheet, sheet, type Wire } from "../../../host-tools/flash/wiring/layout";
import { wiringSheet } from "../../../host-tools/flash/wiring/sheet";
import { wiringTable } from "../../../host-tools/flash/wiring/table";
import { wiringOf } from "../../../host-tools/flash/wiring/wires";
import { reasonIn, type Lang } from "../../../host-tools/flash/wiring/words";

const projectDir = process.cwd();
const drawn = boardNames(projectDir).map((name) => loadBoard(projectDir, name)).filter((board) => board.header);
const langs: Lang[] = ["en", "ko"];

/** The same board with its front end on another bus. */
function onBus(board: BoardConfig, frontEnd: Record<string, unknown>): BoardConfig {
  return { ...board, frontEnd: frontEnd as unknown as BoardConfig["frontEnd"] };
}
const esp32 = drawn.find((board) => board.name === "esp32-devkit")!;
const spi = onBus(esp32, { bus: "spi", port: "SPI1", sck: "D14", mosi: "D13", miso: "D32", cs: "D17", irq: "D4", reset: "D27" });
const i2c = onBus(esp32, { bus: "i2c", port: "I2C1", sda: "D16", scl: "D17", irq: "D4", reset: "D27" });
const keypad: BoardConfig = { ...esp32, keypad: { d0: "D26", d1: "D32" } };
const sheets: [string, BoardConfig, Lang][] = [...drawn.map((board): [string, BoardConfig] => [board.name, board]), ["esp32 on SPI", spi] as [string, BoardConfig], ["esp32 on I2C", i2c] as [string, BoardConfig], ["esp32 with a keypad", keypad] as [string, BoardConfig]].flatMap(
  ([name, board]) => langs.map((lang): [string, BoardConfig, Lang] => [`${name} in ${lang}`, board, lang]),
);

interface Box {
  words: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Where each text of an SVG stands. */
function textBoxes(svg: string): Box[] {
  return [...svg.matchAll(/<text ([^>]*)>([^<]*)<\/text>/g)].map(([, attributes, words]) => {
    const number = (name: string) => Number(new RegExp(` ${name}="([-\\d.]+)"`).exec(` ${attributes}`)![1]);
    const [x, y, size] = [number("x"), number("y"), number("font-size")];
    const width = textWidth(words!.replace(/&\w+;/g, "&"), size);
    if (attributes!.includes("rotate")) return { words: words!, left: x - size * 0.75, right: x + size * 0.1, top: y - width, bottom: y };
    const left = attributes!.includes('"end"') ? x - width : attributes!.includes('"middle"') ? x - width / 2 : x;
    return { words: words!, left, right: left + width, top: y - size * 0.75, bottom: y + size * 0.15 };
  });
}

/** Straight pieces of a wire: pin, edge of the board, track, terminal. */
function pieces({ pin, row, trackX }: Wire): [number, number, number, number][] {
  const end = row.module.side === "left" ? row.module.place.x + row.module.place.width : row.module.place.x;
  if (trackX === undefined) return pin.below ? [[pin.x, pin.y, pin.x, pin.edgeY], [pin.x, pin.edgeY, pin.edgeX, pin.edgeY]] : [];
  return [[pin.x, pin.y, pin.x, pin.edgeY], [pin.x, pin.edgeY, trackX, pin.edgeY], [trackX, pin.edgeY, trackX, row.y], [trackX, row.y, end, row.y]];
}

function touch(a: number[], b: number[]): boolean {
  const apart = (i: number) => Math.max(a[i]!, a[i + 2]!) < Math.min(b[i]!, b[i + 2]!) || Math.max(b[i]!, b[i + 2]!) < Math.min(a[i]!, a[i + 2]!);
  return !apart(0) && !apart(1);
}

function collisions(boxes: Box[]): string[] {
  const meet = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  return boxes.flatMap((a, i) => boxes.slice(0, i).filter((b) => meet(a, b)).map((b) => `${a.words} over ${b.words}`));
}

function crossings(wires: Wire[]): string[] {
  const all = wires.map((wire) => ({ number: wire.terminal.number, pieces: pieces(wire) }));
  const meet = (a: number[][], b: number[][]) => a.some((one) => b.some((other) => touch(one, other)));
  return all.flatMap((a, i) => all.slice(0, i).filter((b) => meet(a.pieces, b.pieces)).map((b) => `${a.number} across ${b.number}`));
}

describe("the checks of a sheet", () => {
  it("see a text over another", () => {
    expect(collisions(textBoxes('<text x="10" y="20" font-size="10">relay</text><text x="22" y="24" font-size="10">contact</text>'))).toEqual(["contact over relay"]);
  });

  it("see a wire across another", () => {
    const wires = layOutSheet(esp32).wires.filter((wire) => wire.trackX !== undefined && wire.pin.side === "right");
    const [first, second] = [wires[1]!, wires[2]!];
    expect(crossings([{ ...first, row: second.row }, { ...second, row: first.row }])).toHaveLength(1);
  });
});

describe.each(sheets)("the wiring sheet of %s", (_name, board, lang) => {
  const svg = wiringSheet(board, lang);
  const layout = layOutSheet(board);

  it("has no text over another or over the edge", () => {
    const boxes = textBoxes(svg);
    expect(boxes.length).toBeGreaterThan(40);
    const over = collisions(boxes);
    const out = boxes.filter((box) => box.left < 0 || box.top < 0 || box.right > sheet.width || box.bottom > sheet.height).map((box) => box.words);
    expect([...over, ...out]).toEqual([]);
  });

  it("has no wire across another and no module off the paper", () => {
    expect(crossings(layout.wires)).toEqual([]);
    for (const { place } of layout.modules) {
      expect(place.y).toBeGreaterThanOrEqual(sheet.top);
      expect(place.y + place.height).toBeLessThanOrEqual(sheet.bottom);
    }
  });

  it("has every wire of the table, at both ends", () => {
    const rows = wiringTable(board, lang).filter((row) => row.number);
    expect(layout.wires.map((wire) => String(wire.terminal.number)).sort()).toEqual(rows.map((row) => row.number).sort());
    for (const row of rows) expect(svg.split(`>${row.number}</text>`).length - 1).toBeGreaterThanOrEqual(2);
  });
});

describe("the front end's labels", () => {
  const labels = (board: BoardConfig) => wiringOf(board).find((module) => module.id === "pn532")!.terminals.filter((one) => one.pin).map((one) => `${one.pin} ${one.label}`);

  it("follow its bus", () => {
    expect(labels(esp32).slice(0, 2)).toEqual([`${(esp32.frontEnd as { rx?: string }).rx} TXD (SDA)`, `${(esp32.frontEnd as { tx?: string }).tx} RXD (SCL)`]);
    expect(labels(spi)).toEqual(["D14 SCK", "D13 MOSI", "D32 MISO", "D17 SS", "D4 IRQ", "D27 RSTPD_N"]);
    expect(labels(i2c)).toEqual(["D16 SDA", "D17 SCL", "D4 IRQ", "D27 RSTPD_N"]);
  });
});

describe("the resistor that keeps the relay idle", () => {
  const resistor = (board: BoardConfig) => wiringOf(board)[0]!.resistors[0];

  it("is R1 on every board and pulls to the idle level", () => {
    for (const board of drawn) expect(resistor(board)).toMatchObject({ name: "R1", from: "IN", to: "GND", why: "idleResistor" });
    const low = structuredClone(esp32);
    if (low.door.kind === "pins") Object.assign(low.door.relay, { activeLow: true, pull: "up" });
    expect(resistor(low)).toMatchObject({ name: "R1", to: "3V3" });
  });
});

describe("every pin that is wired", () => {
  it("is on the board's edge", () => {
    for (const board of drawn) {
      const { left, right, bottom = [] } = board.header!;
      const pins = wiringTable(board, "en").filter((row) => row.number).map((row) => row.pin);
      expect({ board: board.name, missing: pins.filter((pin) => ![...left, ...right, ...bottom].includes(pin)) }).toEqual({ board: board.name, missing: [] });
    }
  });
});

describe("what is committed", () => {
  it("has every reason in Korean", () => {
    const reasons = drawn.flatMap(({ pins }) => [...Object.values(pins.reserved), ...Object.values(pins.bootStrapping)]);
    expect([...new Set(reasons)].filter((reason) => reasonIn(reason, "ko") === undefined)).toEqual([]);
  });

  it("is what scripts/build-boards.mjs makes now", () => {
    expect(readdirSync("docs/wiring").sort()).toEqual(drawn.flatMap((board) => langs.map((lang) => `${board.name}.${lang}.svg`)).sort());
    for (const board of drawn) for (const lang of langs) expect(readFileSync(`docs/wiring/${board.name}.${lang}.svg`, "utf8") === wiringSheet(board, lang)).toBe(true);
    expect(readFileSync("docs/boards.md", "utf8")).toBe(boardsPage(projectDir));
  });
});
