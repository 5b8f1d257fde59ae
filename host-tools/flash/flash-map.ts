import { cardsCapacity, grantsCapacity } from "../../firmware/src/store/grant-shape";
import { journalCapacity } from "../../firmware/src/store/journal-page";
import type { BoardConfig } from "./board-schema";

export type RegionName = keyof BoardConfig["flash"]["regions"];

/** One stretch of a board's flash, and what lies there. */
export interface Stretch {
  name: RegionName | "programs" | "spare";
  /** On the chip's own flash, or on a NOR chip beside it. */
  medium: "own" | "spi";
  address: number;
  bytes: number;
  holds: string;
}

const holds: Record<Stretch["name"], string> = {
  identity: "who the reader is, and its keys; written once",
  state: "boot epoch, seed and counters, in three pages by turns",
  settings: "door, schedules and holidays as the backend sent them",
  journal: "events, until the backend has them",
  grants: "who may pass, as tokens",
  programs: "the interpreter's own files: boot code and firmware",
  spare: "not used",
};

interface Span {
  name: string;
  from: number;
  to: number;
}

/*
 * Flash that the interpreter's getFree() offers and that is not free. ESP32 family: targets/esp32/jshardware.c lists three
 * areas as constants, whatever the partition table says.
 */
const falselyFree: (Span & { chips: RegExp })[] = [
  {
    name: "0x360000 is listed as free by require(\"Flash\").getFree(), but it lies inside Storage (0x320000 to 0x400000)",
    chips: /^esp32/, from: 0x360000, to: 0x400000,
  },
  { name: "0xe000 is listed as free by require(\"Flash\").getFree(), but the radio keeps its settings there", chips: /^esp32/, from: 0xe000, to: 0x10000 },
];

/** What is wrong with where a board's file puts things, one sentence each. */
export function flashComplaints(board: BoardConfig): string[] {
  const { flash } = board;
  const spans = regionSpans(board);
  const inStorage = flash.spi ? [] : spans.filter((span) => overlap(span, spanOf("", flash.storage)));
  return [
    ...rawComplaints(board),
    ...spans.flatMap((span) => (span.from % flash.pageBytes ? [`${span.name} does not start on a page`] : [])),
    ...spans.flatMap((span) => (homes(board).some((home) => span.from >= home.from && span.to <= home.to) ? [] : [`${span.name} lies outside the flash that may be used`])),
    ...inStorage.flatMap((span) => headerComplaint(board, span)),
    ...spans.flatMap((span, i) => spans.slice(0, i).filter((other) => overlap(span, other)).map((other) => `${span.name} overlaps ${other.name}`)),
    ...(flash.regions.state.pages === 3 ? [] : ["flash.regions.state must have exactly 3 pages: one is whole while another is written, and one may turn out bad"]),
    ...(flash.regions.journal.pages >= 2 ? [] : ["flash.regions.journal must have at least 2 pages: one is erased while the other holds events"]),
  ];
}

/** Everything on the board's flash that the product uses or leaves, by address. */
export function flashMap(board: BoardConfig): Stretch[] {
  const { flash } = board;
  const medium = flash.spi ? "spi" : "own";
  const used: Stretch[] = Object.entries(flash.regions).map(([name, { address, pages }]) => ({
    name: name as RegionName, medium, address, bytes: pages * flash.pageBytes, holds: holds[name as RegionName],
  }));
  const first = Math.min(...(flash.spi ? [] : used.map((one) => one.address)).filter((at) => at >= flash.storage.address), flash.storage.address + flash.storage.bytes);
  const programs: Stretch = { name: "programs", medium: "own", address: flash.storage.address, bytes: first - flash.storage.address, holds: holds.programs };
  const taken = [...used, programs];
  return [...taken, ...homes(board).flatMap((home) => gaps(home, taken.filter((one) => one.medium === home.medium)))].sort(byPlace);
}

export interface Capacity {
  /** Lines of the list without a card key. */
  grants: number;
  /** Cards with a key of their own, two lines each, if there is nothing else; 0: the board reads none. */
  cards: number;
  events: number;
}

/** What fits for certain, by the stores' own arithmetic. */
export function capacityOf({ flash, credentials }: BoardConfig): Capacity {
  const { grants, journal } = flash.regions;
  return {
    grants: grantsCapacity(flash.pageBytes, grants.pages, false),
    cards: credentials.keys ? cardsCapacity(flash.pageBytes, grants.pages) : 0,
    events: journalCapacity(flash.pageBytes, journal.pages),
  };
}

/** Grants in words: how many, and how many cards with keys of their own there may be instead. */
export function grantsWords({ grants, cards }: Capacity): string {
  return cards ? `${grants}, or ${cards} cards with keys of their own` : String(grants);
}

function byPlace(a: Stretch, b: Stretch): number {
  return a.medium === b.medium ? a.address - b.address : a.medium === "own" ? -1 : 1;
}

/** What of `home` nothing of `taken` covers. */
function gaps(home: Span & { medium: Stretch["medium"] }, taken: Stretch[]): Stretch[] {
  const inside = taken.filter((one) => one.address >= home.from && one.address < home.to).sort(byPlace);
  const free: Stretch[] = [];
  let at = home.from;
  for (const one of [...inside, { address: home.to, bytes: 0 }]) {
    if (one.address > at) free.push({ name: "spare", medium: home.medium, address: at, bytes: one.address - at, holds: holds.spare });
    at = Math.max(at, one.address + one.bytes);
  }
  return free;
}

function rawComplaints({ chip, flash }: BoardConfig): string[] {
  if (!flash.raw) return [];
  const raw = spanOf("flash.raw", flash.raw);
  const traps = falselyFree.filter((one) => one.chips.test(chip) && overlap(raw, one)).map((one) => `flash.raw cannot be used: ${one.name}`);
  if (traps.length === 0 && overlap(raw, spanOf("", flash.storage))) traps.push("flash.raw overlaps flash.storage");
  return [...traps, ...(raw.from % flash.pageBytes || flash.raw.bytes % flash.pageBytes ? ["flash.raw is not made of whole pages"] : [])];
}

/** Storage begins with the headers of the programs' files, and the regions' own file has one too. */
function headerComplaint({ flash }: BoardConfig, span: Span): string[] {
  if (span.from >= flash.storage.address + flash.pageBytes) return [];
  return [`${span.name} lies over the file headers at the start of Storage; leave the first page to them`];
}

function homes({ flash }: BoardConfig): (Span & { medium: Stretch["medium"] })[] {
  if (flash.spi) return [{ name: "flash.spi", from: 0, to: flash.spi.bytes, medium: "spi" }];
  const own = [spanOf("flash.storage", flash.storage), ...(flash.raw ? [spanOf("flash.raw", flash.raw)] : [])];
  return own.map((span) => ({ ...span, medium: "own" }));
}

function regionSpans({ flash }: BoardConfig): Span[] {
  return Object.entries(flash.regions).map(([name, { address, pages }]) => spanOf(`flash.regions.${name}`, { address, bytes: pages * flash.pageBytes }));
}

function spanOf(name: string, { address, bytes }: { address: number; bytes: number }): Span {
  return { name, from: address, to: address + bytes };
}

function overlap(a: Span, b: Span): boolean {
  return a.from < b.to && b.from < a.to;
}
