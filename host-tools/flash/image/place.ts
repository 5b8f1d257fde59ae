import type { Bytes } from "../../../firmware/src/base/bytes";
import { Failure } from "../../api/failure";
import type { BoardConfig } from "../board-config";
import type { FlashArea } from "./flash-image";
import type { Programs } from "./lay-out";
import { overlayFile } from "../bundle/overlay-module";
import { headerBytes, StorageWriter } from "./storage-writer";

/** Harmless when read by mistake: it lies first, so a cut while its header is written hurts no program. */
const infoName = "LKINFO";
/** Fills the way to the pages that the firmware writes by itself. */
const roomName = "LKROOM";
/** Holds those pages, so that the interpreter keeps its hands off them. */
const dataName = "LKDATA";
/** What LKROOM needs at least: a header and one word. */
const roomMin = headerBytes + 4;

/** Storage with the programs, and with the regions where they lie inside it. */
export function layStorage(board: BoardConfig, programs: Programs, version: string): FlashArea {
  const { address, bytes } = board.flash.storage;
  const writer = new StorageWriter(bytes);
  try {
    writer.add(infoName, text(JSON.stringify({ board: board.name, version })));
    writer.add(".boot0", text(programs.boot0));
    programs.overlays.forEach((overlay, n) => overlay && writer.add(overlayFile(n), text(overlay)));
    layMainAndData(board, writer, text(programs.main));
  } catch (caught) {
    throw caught instanceof RangeError ? tooLarge(board, caught) : caught;
  }
  return { medium: "own", address, bytes: writer.bytes, isStorage: true };
}

/** The areas outside Storage that hold regions: a private partition, or a flash chip beside the board. */
export function rawAreas(board: BoardConfig): FlashArea[] {
  const { raw, spi } = board.flash;
  if (spi) return [blank("spi", 0, endOfRegions(board))];
  return raw ? [blank("own", raw.address, raw.bytes)] : [];
}

function layMainAndData(board: BoardConfig, writer: StorageWriter, main: Bytes): void {
  const span = spanInStorage(board);
  if (!span) return void writer.add(".bootcde", main);
  const target = span.from - headerBytes;
  const end = writer.nextData + ((main.length + 3) & ~3);
  if (end > target) throw new RangeError(`the programs need ${end - target} bytes more than there are`);
  const gap = target - end;
  writer.add(".bootcde", gap < roomMin ? padded(main, target - writer.nextData) : main);
  if (gap >= roomMin) writer.add(roomName, blankBytes(target - writer.nextData));
  writer.add(dataName, blankBytes(span.to - span.from));
}

/** From the first to behind the last region inside Storage, as offsets in it; undefined: none lies there. */
function spanInStorage({ flash }: BoardConfig): { from: number; to: number } | undefined {
  if (flash.spi) return undefined;
  const { address, bytes } = flash.storage;
  const inside = Object.values(flash.regions).filter((region) => region.address >= address && region.address < address + bytes);
  if (inside.length === 0) return undefined;
  const from = Math.min(...inside.map((region) => region.address)) - address;
  return { from, to: Math.max(...inside.map((region) => region.address + region.pages * flash.pageBytes)) - address };
}

function endOfRegions({ flash }: BoardConfig): number {
  return Math.max(...Object.values(flash.regions).map((region) => region.address + region.pages * flash.pageBytes));
}

function blank(medium: FlashArea["medium"], address: number, bytes: number): FlashArea {
  return { medium, address, bytes: blankBytes(bytes), isStorage: false };
}

function blankBytes(length: number): Bytes {
  return new Uint8Array(length).fill(255);
}

/** A program may end in empty lines. */
function padded(program: Bytes, length: number): Bytes {
  const bytes = new Uint8Array(length).fill(10);
  bytes.set(program);
  return bytes;
}

/** Characters 0 to 255, one a byte. */
function text(source: string): Bytes {
  return Uint8Array.from(source, (character) => character.charCodeAt(0));
}

function tooLarge(board: BoardConfig, caught: RangeError): Failure {
  return new Failure("BUNDLE_TOO_LARGE", {
    message: `The programs do not fit the flash of ${board.name}: ${caught.message}.`,
    hint: "Look at the largest modules with `latchkey bundle --board`, or give the regions fewer pages in the board's file.",
  });
}
