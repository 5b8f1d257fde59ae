import { comms, same, type Messaging } from "./card-messaging";
import { sdmEnabled, sdmFile, sdmPlausible } from "./sdm";
import { access, application, type Application, type CardFile, type Configuration, type Memory } from "./desfire-memory";

/* What each command does (DESFire data sheet, chapter 9; NT4H2421Gx, chapter 10), as data after its code byte. */
export const status = {
  ok: 0x00,
  noChanges: 0x0c,
  illegal: 0x1c,
  integrity: 0x1e,
  noSuchKey: 0x40,
  length: 0x7e,
  denied: 0x9d,
  parameter: 0x9e,
  notFound: 0xa0,
  authentication: 0xae,
  more: 0xaf,
  boundary: 0xbe,
  aborted: 0xca,
  duplicate: 0xde,
  fileNotFound: 0xf0,
} as const;

export interface CommandReply {
  status: number;
  data: Uint8Array;
  /** How the answer is protected in a session. */
  comm: number;
  /** Sizes of the native frames of a long answer; undefined: as long as frames may be. */
  frames?: number[];
  /** The session ends with this command. */
  ends?: boolean;
}

/** What a command works on. */
export interface CommandRoom {
  memory: Memory;
  selected: number;
  session: Messaging | undefined;
  configuration: Configuration;
  version: Uint8Array;
  uid: Uint8Array;
  /** The content of a file as a reading without a key sees it. */
  openContent(file: CardFile): Uint8Array | undefined;
}

export interface Incoming {
  code: number;
  data: Uint8Array;
}

export const refusal = (code: number): CommandReply => ({ status: code, data: new Uint8Array(0), comm: comms.plain });
const le = (bytes: Uint8Array, at: number, size: number): number => {
  let value = 0;
  for (let i = size - 1; i >= 0; i--) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
};
const leBytes = (value: number, size: number): number[] => Array.from({ length: size }, (_, i) => (value >> (8 * i)) & 255);

/** Runs a command; undefined: there is none of this code. */
export function run(room: CommandRoom, command: Incoming): CommandReply | undefined {
  const found = table[command.code];
  return found ? found(room, command) : undefined;
}

type Run = (room: CommandRoom, command: Incoming) => CommandReply;

/** A command whose parameters all travel plain: `work` gives the answer's data or a status. */
function open(size: number | undefined, work: (room: CommandRoom, p: Uint8Array) => number[] | Uint8Array | number, more: Partial<CommandReply> = {}): Run {
  return (room, { code, data }) => {
    const comm = room.session?.usual ?? comms.plain;
    const maced = comm === comms.plain ? 0 : Math.min(8, data.length);
    const sent = data.subarray(0, data.length - maced);
    if (room.session && !room.session.take({ code, header: sent, rest: data.subarray(sent.length) }, comm)) return refusal(status.integrity);
    if (size !== undefined && sent.length !== size) return refusal(status.length);
    const answer = work(room, sent);
    return typeof answer === "number" ? refusal(answer) : { status: status.ok, data: Uint8Array.from(answer), comm, ...more };
  };
}

const here = (room: CommandRoom): Application => room.memory.get(room.selected)!;
const master = (room: CommandRoom): boolean => room.session?.keyNumber === 0;

const table: Record<number, Run> = {
  0x60: open(0, (room) => (room.configuration.randomUid ? room.version.map((byte, i) => (i >= uidAt && i < uidAt + 7 ? 0 : byte)) : room.version), { frames: [7, 7, 14] }),
  0x6a: open(0, (room) => [...room.memory.keys()].filter((id) => id > 0).flatMap((id) => leBytes(id, 3))),
  0x6e: open(0, (room) => leBytes(freeBytes(room.memory), 3)),
  0x45: open(0, (room) => [here(room).settings, here(room).keys.length | (here(room).aes ? 0x80 : 0)]),
  0x64: open(1, (room, p) => (here(room).keys[p[0]! & 15] ? [here(room).keys[p[0]! & 15]!.version] : status.noSuchKey)),
  0x6f: open(0, (room) => [...here(room).files.keys()]),
  0x61: open(0, (room) => [...here(room).files.values()].flatMap((file) => (file.isoId === undefined ? [] : leBytes(file.isoId, 2)))),
  0xf5: open(1, (room, p) => fileSettings(here(room).files.get(p[0]!))),
  0xca: open(undefined, createApplication),
  0xda: open(3, (room, p) => (!master(room) ? status.authentication : room.memory.delete(le(p, 0, 3)) ? [] : status.notFound)),
  0xcd: open(undefined, createFile),
  0xdf: open(1, (room, p) => (!master(room) ? status.authentication : here(room).files.delete(p[0]!) ? [] : status.fileNotFound)),
  0xfc: open(0, format),
  0x51: (room, { code, data }) => {
    if (!room.session?.take({ code, header: new Uint8Array(0), rest: data }, comms.mac)) return refusal(status.authentication);
    return { status: status.ok, data: room.uid, comm: comms.full };
  },
  0xbd: readData,
  0xad: (room, command) => ({ ...readData(room, command), frames: [256] }),
  0x3d: writeData,
  0x8d: writeData,
  0xc4: changeKey,
  0x5f: changeFileSettings,
  0x54: changeKeySettings,
  0x5c: setConfiguration,
};
/** Of GetVersion's answer, behind hardware and software. */
const uidAt = 14;

function freeBytes(memory: Memory): number {
  const files = [...memory.values()].flatMap((app) => [...app.files.values()]);
  return 7936 - 160 * (memory.size - 1) - files.reduce((sum, file) => sum + ((file.data.length + 31) & ~31), 0);
}

function fileSettings(file: CardFile | undefined): number[] | number {
  if (!file) return status.fileNotFound;
  return [0, file.comm | (file.sdm ? sdmEnabled : 0), ...leBytes(file.rights, 2), ...leBytes(file.data.length, 3), ...(file.sdm ?? [])];
}

/** Needs the card's master key unless its settings leave creating free (bit 2). */
function createApplication(room: CommandRoom, p: Uint8Array): number[] | number {
  const id = le(p, 0, 3);
  if (room.selected !== 0 || (!master(room) && !(here(room).settings & 4))) return status.authentication;
  if (p.length < 5 || id === 0) return status.length;
  if (room.memory.has(id)) return status.duplicate;
  const made = application(p[3]!, p[4]! & 15, (p[4]! & 0xc0) === 0x80, room.configuration.defaultKey);
  if (p.length >= 7) made.isoId = le(p, 5, 2);
  if (p.length > 7) made.isoName = p.slice(7);
  room.memory.set(id, made);
  return [];
}

/** CreateStdDataFile, with the ISO file id where there is one. */
function createFile(room: CommandRoom, p: Uint8Array): number[] | number {
  const app = here(room);
  const iso = p.length === 9 ? 2 : 0;
  if (p.length !== 7 + iso) return status.length;
  if (room.selected === 0) return status.denied;
  if (!master(room) && !(app.settings & 4)) return status.authentication;
  if (app.files.has(p[0]!)) return status.duplicate;
  const file: CardFile = { comm: p[1 + iso]!, rights: le(p, 2 + iso, 2), data: new Uint8Array(le(p, 4 + iso, 3)) };
  if (iso) file.isoId = le(p, 1, 2);
  app.files.set(p[0]!, file);
  return [];
}

function format(room: CommandRoom): number[] | number {
  if (room.selected !== 0 || !master(room)) return status.authentication;
  if (!room.configuration.formats) return status.denied;
  for (const id of [...room.memory.keys()]) if (id > 0) room.memory.delete(id);
  return [];
}

function readData(room: CommandRoom, { code, data }: Incoming): CommandReply {
  const file = here(room).files.get(data[0]!);
  const may = file && access(file, "read", room.session?.keyNumber);
  const comm = file && may === "key" ? file.comm : comms.plain;
  /* Only EV2 protects the command itself, by a MAC whatever the way of the content. */
  const maced = room.session && code === 0xad && comm !== comms.plain;
  const header = maced ? data.subarray(0, -8) : data;
  const taken = room.session?.take({ code, header, rest: data.subarray(header.length) }, maced ? comms.mac : comms.plain);
  if (room.session && !taken) return { ...refusal(status.integrity), ends: true };
  if (header.length !== 7) return refusal(status.length);
  if (!file) return refusal(status.fileNotFound);
  if (may === "refused") return refusal(room.session ? status.denied : status.authentication);
  const [from, length] = [le(header, 1, 3), le(header, 4, 3) || file.data.length - le(header, 1, 3)];
  if (length < 1 || from + length > file.data.length) return refusal(status.boundary);
  const content = room.session ? file.data : room.openContent(file);
  return content ? { status: status.ok, data: content.slice(from, from + length), comm } : refusal(status.authentication);
}

function writeData(room: CommandRoom, { code, data }: Incoming): CommandReply {
  const [header, rest] = [data.subarray(0, 7), data.subarray(7)];
  const [file, from, length] = [here(room).files.get(header[0]!), le(header, 1, 3), le(header, 4, 3)];
  const may = file && access(file, "write", room.session?.keyNumber);
  const comm = file && may === "key" ? file.comm : comms.plain;
  const content = room.session ? room.session.take({ code, header, rest, length }, comm) : rest;
  if (!content) return { ...refusal(status.integrity), ends: true };
  if (!file) return refusal(status.fileNotFound);
  if (may === "refused") return refusal(room.session ? status.denied : status.authentication);
  if (content.length !== length) return refusal(status.length);
  if (from + length > file.data.length) return refusal(status.boundary);
  file.data.set(content, from);
  return { status: status.ok, data: new Uint8Array(0), comm: comm === comms.plain ? comm : comms.mac };
}

/** Bytes of the whole parameters of a WriteData, protection included, so that its frames can be collected. */
export function writeBytes(room: CommandRoom, header: Uint8Array, ev2: boolean): number {
  const length = le(header, 4, 3);
  const file = here(room).files.get(header[0]!);
  const comm = file && access(file, "write", room.session?.keyNumber) === "key" && room.session ? file.comm : comms.plain;
  if (comm === comms.full) return 7 + (ev2 ? ((length + 16) & ~15) + 8 : (length + 19) & ~15);
  return 7 + length + (comm === comms.mac ? 8 : 0);
}

function changeKey(room: CommandRoom, { code, data }: Incoming): CommandReply {
  const app = here(room);
  const [number, aes] = [data[0]! & 15, app.aes || (data[0]! & 0x80) !== 0];
  const slot = app.keys[number];
  const session = room.session;
  if (!session) return refusal(status.authentication);
  if (!slot) return refusal(status.noSuchKey);
  const own = session.keyNumber === number;
  if (!own && !master(room)) return refusal(status.denied);
  const length = 16 + (aes ? 1 : 0);
  const tail = own ? 0 : session.check(data).length;
  const clear = session.take({ code, header: data.subarray(0, 1), rest: data.subarray(1), length, tail }, comms.full);
  if (!clear || clear.length < length + tail) return { ...refusal(status.integrity), ends: true };
  const bytes = clear.slice(0, 16).map((byte, i) => (own ? byte : byte ^ slot.bytes[i]!));
  if (!own && !same(session.check(bytes), clear.subarray(length, length + tail))) return { ...refusal(status.integrity), ends: true };
  app.keys[number] = { bytes, version: aes ? clear[16]! : 0 };
  if (room.selected === 0) app.aes = aes;
  return { status: status.ok, data: new Uint8Array(0), comm: session.usual, ends: own };
}

/** The way of the content, the rights, and on an NTAG 424 the settings of an address that changes (10.7.1). */
function changeFileSettings(room: CommandRoom, { code, data }: Incoming): CommandReply {
  const [header, rest] = [data.subarray(0, 1), data.subarray(1)];
  const file = here(room).files.get(header[0] ?? 255);
  const may = file && access(file, "change", room.session?.keyNumber);
  const ev1 = room.session?.usual === comms.plain;
  const content = room.session ? room.session.take({ code, header, rest, ...(ev1 && { length: 3 }) }, may === "key" ? comms.full : comms.plain) : rest;
  if (!content) return { ...refusal(status.integrity), ends: true };
  if (!file) return refusal(status.fileNotFound);
  if (may === "refused") return refusal(room.session ? status.denied : status.authentication);
  const sdm = (content[0]! & sdmEnabled) !== 0;
  if (content.length < 3 || (!sdm && content.length > 3)) return refusal(status.length);
  if (sdm && (header[0] !== sdmFile || !sdmPlausible(content.slice(3), file.data.length))) return refusal(status.parameter);
  file.comm = content[0]! & comms.full;
  file.rights = le(content, 1, 2);
  file.reads = 0;
  if (sdm) file.sdm = content.slice(3);
  else delete file.sdm;
  return { status: status.ok, data: new Uint8Array(0), comm: room.session?.usual ?? comms.plain };
}

function changeKeySettings(room: CommandRoom, { code, data }: Incoming): CommandReply {
  const clear = master(room) ? room.session!.take({ code, header: new Uint8Array(0), rest: data, length: 1 }, comms.full) : undefined;
  if (!room.session) return refusal(status.authentication);
  if (!clear || clear.length < 1) return { ...refusal(status.integrity), ends: true };
  if (!(here(room).settings & 8)) return refusal(status.denied);
  here(room).settings = clear[0]!;
  return { status: status.ok, data: new Uint8Array(0), comm: room.session.usual };
}

/** Of what each option of SetConfiguration carries: flags, a key with its version, or an answer to select, which says its own length. */
const optionBytes = [() => 1, () => 25, (clear: Uint8Array) => clear[0]!];

function setConfiguration(room: CommandRoom, { code, data }: Incoming): CommandReply {
  const [header, rest] = [data.subarray(0, 1), data.subarray(1)];
  const length = optionBytes[header[0] ?? 255];
  if (room.selected !== 0 || !master(room)) return refusal(status.authentication);
  if (!length) return refusal(status.parameter);
  const clear = room.session!.take({ code, header, rest, length }, comms.full);
  if (!clear || clear.length < length(clear)) return { ...refusal(status.integrity), ends: true };
  configure(room.configuration, header[0]!, clear);
  return { status: status.ok, data: new Uint8Array(0), comm: room.session!.usual };
}

/** Formatting and an own UID are given up for good. */
function configure(configuration: Configuration, option: number, clear: Uint8Array): void {
  if (option === 1) configuration.defaultKey = { bytes: clear.slice(0, 16), version: clear[24]! };
  else if (option === 2) configuration.ats = clear.slice(0, clear[0]);
  else {
    if (clear[0]! & 1) configuration.formats = false;
    if (clear[0]! & 2) configuration.randomUid = true;
  }
}
