import { join, same } from "./card-messaging";
import { access, type Application, type CardFile, type Memory } from "./desfire-memory";

/*
 * ISO/IEC 7816-4 on DESFire and NTAG 424: SELECT, and READ BINARY of what may be read freely (NT4H2421Gx, 10.9.1 and 10.9.2).
 */
export const isoStatus = {
  ok: 0x9000,
  length: 0x6700,
  security: 0x6982,
  conditions: 0x6985,
  notFound: 0x6a82,
  parameters: 0x6a86,
  lengthForParameters: 0x6a87,
  instruction: 0x6d00,
  class: 0x6e00,
} as const;

export interface Apdu {
  code: number;
  p1: number;
  p2: number;
  data: Uint8Array;
  /** As it was sent, 0 for as much as there is; undefined: no answer is asked for. */
  le: number | undefined;
}

export interface IsoRoom {
  readonly memory: Memory;
  selected: number;
  /** Number of the selected file. */
  isoFile: number | undefined;
  openContent(file: CardFile): Uint8Array | undefined;
  /** Whatever was under way or proved ends, as something else is selected. */
  forget(): void;
}

export const word = (status: number): Uint8Array => Uint8Array.of(status >> 8, status & 255);

/** A command behind its class byte, lengths of one byte (ISO/IEC 7816-3, 12.1.3); undefined: its lengths do not agree with each other. */
export function apduOf(command: Uint8Array): Apdu | undefined {
  const [, code = 0, p1 = 0, p2 = 0, first, ...rest] = command;
  if (command.length < 4) return undefined;
  if (command.length <= 5) return { code, p1, p2, data: new Uint8Array(0), le: first };
  if (!first || (rest.length !== first && rest.length !== first + 1)) return undefined;
  return { code, p1, p2, data: Uint8Array.from(rest.slice(0, first)), le: rest[first] };
}

/** Runs a command of class 00. */
export function runIso(room: IsoRoom, command: Uint8Array): Uint8Array {
  const run = table[command[1] ?? -1];
  const apdu = apduOf(command);
  if (!run) return word(command.length < 4 ? isoStatus.length : isoStatus.instruction);
  return apdu ? run(room, apdu) : word(isoStatus.length);
}

const table: Record<number, (room: IsoRoom, apdu: Apdu) => Uint8Array> = { 0xa4: (room, apdu) => word(select(room, apdu)), 0xb0: readBinary };

/** Of P1: by file identifier, the application below, the file in it, the card itself, by name. */
const [byId, child, elementary, parent, byName] = [0, 1, 2, 3, 4];
/** Of P2: with or without file control information, of which there is none. */
const options = [0x00, 0x0c];
const masterId = 0x3f00;
const masterName = Uint8Array.of(0xd2, 0x76, 0, 0, 0x85, 1, 0);
const nameBytesMax = 16;

/** What is selected stays so when nothing is found. */
function select(room: IsoRoom, { p1, p2, data }: Apdu): number {
  if (p1 > byName || !options.includes(p2)) return isoStatus.parameters;
  if (!fits(p1, data.length)) return isoStatus.lengthForParameters;
  const found = p1 === byName ? named(room.memory, data) : numbered(room, p1, data);
  if (!found) return isoStatus.notFound;
  room.forget();
  room.selected = found.application;
  room.isoFile = found.file;
  return isoStatus.ok;
}

function fits(p1: number, length: number): boolean {
  if (p1 === byName) return length >= 1 && length <= nameBytesMax;
  if (p1 === parent) return length === 0;
  return length === 2 || (p1 === byId && length === 0);
}

type Found = { application: number; file?: number } | undefined;

function named(memory: Memory, name: Uint8Array): Found {
  const found = [...memory].find(([id, app]) => same(name, id === 0 ? masterName : (app.isoName ?? new Uint8Array(0))));
  return found && { application: found[0] };
}

/** No bytes mean the card itself. */
function numbered({ memory, selected }: IsoRoom, p1: number, data: Uint8Array): Found {
  const id = data.length === 0 ? masterId : (data[0]! << 8) | data[1]!;
  if (p1 !== child && p1 !== elementary && id === masterId) return { application: 0 };
  const file = p1 === child ? undefined : fileWith(memory.get(selected)!, id);
  if (file !== undefined) return { application: selected, file };
  const application = p1 === elementary ? undefined : [...memory].find(([, app]) => app.isoId === id);
  return application && { application: application[0] };
}

function fileWith(app: Application, id: number, mask = 0xffff): number | undefined {
  return [...app.files].find(([, one]) => one.isoId !== undefined && (one.isoId & mask) === id)?.[0];
}

/** P1 with this bit names the file by the last five bits of its identifier, 0 for the selected one; without it P1 and P2 are the offset. */
const shortFile = 0x80;
const shortBits = 0x1f;

function readBinary(room: IsoRoom, { p1, p2, data, le }: Apdu): Uint8Array {
  if (data.length > 0 || le === undefined) return word(isoStatus.length);
  const short = (p1 & shortFile) !== 0;
  if (short && (p1 & 0x60 || (p1 & shortBits) === shortBits)) return word(isoStatus.parameters);
  const app = room.memory.get(room.selected)!;
  if (short && p1 & shortBits) {
    const named = fileWith(app, p1 & shortBits, shortBits);
    if (named === undefined) return word(isoStatus.notFound);
    room.isoFile = named;
  }
  const file = room.isoFile === undefined ? undefined : app.files.get(room.isoFile);
  return file ? content(room, file, { from: short ? p2 : (p1 << 8) | p2, length: le || 256 }) : word(isoStatus.conditions);
}

function content(room: IsoRoom, file: CardFile, { from, length }: { from: number; length: number }): Uint8Array {
  if (access(file, "read", undefined) !== "free") return word(isoStatus.security);
  if (from >= file.data.length) return word(isoStatus.parameters);
  const data = room.openContent(file);
  return data ? join(data.subarray(from, from + length), word(isoStatus.ok)) : word(isoStatus.security);
}
