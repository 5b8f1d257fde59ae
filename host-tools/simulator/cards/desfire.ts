import { sha256 } from "@noble/hashes/sha2.js";
import { login, type SecondPass } from "./card-login";
import { join, same } from "./card-messaging";
import { run, status, writeBytes, type CommandReply, type CommandRoom } from "./desfire-commands";
import { access, emptyMemory, factoryConfiguration, type CardFile, type Memory } from "./desfire-memory";
import { mirrored } from "./sdm";
import type { Applet, IsoDepLooks } from "./iso-dep-card";

export type Generation = "ev1" | "ev2" | "ev3" | "ntag424";

/** Content of a native frame; what is longer goes on with AF. */
const frameBytes = 59;
/** GetVersion's hardware and software parts: vendor, type, subtype, major, minor, storage, protocol. */
const versions: Record<Generation, number[]> = {
  ev1: [4, 1, 1, 1, 0, 0x1a, 5],
  ev2: [4, 1, 1, 0x12, 0, 0x1a, 5],
  ev3: [4, 1, 1, 0x33, 0, 0x1a, 5],
  ntag424: [4, 4, 2, 0x30, 0, 0x11, 5],
};
const logins = [0x0a, 0xaa, 0x71, 0x77];
const rootName = [0xd2, 0x76, 0, 0, 0x85, 1, 0];
let made = 0;

/** A DESFire, or an NTAG 424 as one fixed application: native commands, the same wrapped in APDUs, ISO select and read. */
export class DesfireApplet implements Applet {
  readonly memory: Memory;
  private readonly room: CommandRoom;
  private second: SecondPass | undefined;
  private frames: Uint8Array[] = [];
  private writing: { code: number; data: Uint8Array } | undefined;
  private isoFile: number | undefined;
  private seen: { file: CardFile; content: Uint8Array | undefined } | undefined;
  private readonly seed: Uint8Array;
  private drawn = 0;

  constructor(
    uid: Uint8Array,
    private readonly generation: Generation,
    memory: Memory = emptyMemory(),
    /** Of the card round it, which its configuration changes. */
    private readonly looks?: IsoDepLooks,
  ) {
    const version = versions[generation];
    this.memory = memory;
    this.seed = join(uid, [made++ & 255, made >> 8]);
    const openContent = (file: CardFile) => this.openContent(file);
    this.room = { memory, selected: 0, session: undefined, configuration: factoryConfiguration(), uid, openContent, version: join(version, version, uid.length === 7 ? uid : new Uint8Array(7), [0xba, 0x34, 0x50, 0x11, 0x30, 0x20, 0x26]) };
  }

  reset(): void {
    this.room.selected = 0;
    this.forget();
    this.show();
  }

  /** Random UIDs begin with 08 (ISO/IEC 14443-3, 6.5.4); this one is drawn once, as its field is never off. */
  private show(): void {
    const { looks } = this;
    const { ats, randomUid } = this.room.configuration;
    if (looks && ats) looks.ats = ats;
    if (looks && randomUid && looks.uid.length !== 4) looks.uid = join([8], this.random(3));
  }

  apdu(command: Uint8Array): Uint8Array {
    if (command[0] === 0) return this.iso(command);
    const wrapped = command[0] === 0x90 && command.length >= 5;
    if (!wrapped && this.generation === "ntag424") return Uint8Array.of(0x6e, 0x00);
    const parameters = wrapped ? unwrapped(command) : command.subarray(1);
    if (!parameters) return Uint8Array.of(0x67, 0x00);
    const { status: code, data } = this.answer(command[wrapped ? 1 : 0] ?? 0, parameters);
    return wrapped ? join(data, [0x91, code]) : join([code], data);
  }

  private answer(code: number, data: Uint8Array): { status: number; data: Uint8Array } {
    if (code === status.more) return this.goOn(data);
    this.second = undefined;
    this.frames = [];
    this.writing = undefined;
    if (logins.includes(code)) return this.begin(code, data);
    if (code === 0x5a) return this.select(data);
    if (code === 0x3d || code === 0x8d) return this.collect(code, data);
    return this.finish(run(this.room, { code, data }));
  }

  /** Additional frame: the second pass, the next part of an answer, or the next part of what is written. */
  private goOn(data: Uint8Array): { status: number; data: Uint8Array } {
    const { second, writing } = this;
    this.second = undefined;
    this.writing = undefined;
    if (second) {
      const { session, ...reply } = second(data);
      this.room.session = session;
      return reply;
    }
    if (writing) return this.collect(writing.code, join(writing.data, data));
    return this.frames.length > 0 ? this.nextFrame() : { status: status.illegal, data: new Uint8Array(0) };
  }

  private begin(code: number, data: Uint8Array): { status: number; data: Uint8Array } {
    this.room.session = undefined;
    const app = this.memory.get(this.room.selected)!;
    const slot = app.keys[data[0] ?? 255];
    if (this.generation === "ev1" && code !== 0x0a && code !== 0xaa) return { status: status.illegal, data: new Uint8Array(0) };
    /* EV2First brings capabilities behind their length (NT4H2421Gx, 10.4.1). */
    if (data.length !== (code === 0x71 ? 2 + (data[1] ?? 0) : 1)) return { status: status.length, data: new Uint8Array(0) };
    if (!slot) return { status: status.noSuchKey, data: new Uint8Array(0) };
    const request = { code, keyNumber: data[0]!, slot, aes: app.aes, random: (length: number) => this.random(length) };
    const first = login(request);
    if (!first) return { status: status.authentication, data: new Uint8Array(0) };
    this.second = first.second;
    return first.reply;
  }

  private select(data: Uint8Array): { status: number; data: Uint8Array } {
    const id = (data[0] ?? 0) | ((data[1] ?? 0) << 8) | ((data[2] ?? 0) << 16);
    this.room.session = undefined;
    if (data.length !== 3) return { status: status.length, data: new Uint8Array(0) };
    if (!this.memory.has(id)) return { status: status.notFound, data: new Uint8Array(0) };
    this.room.selected = id;
    return { status: status.ok, data: new Uint8Array(0) };
  }

  private collect(code: number, data: Uint8Array): { status: number; data: Uint8Array } {
    if (data.length >= 7 && data.length < writeBytes(this.room, data, code === 0x8d)) {
      this.writing = { code, data };
      return { status: status.more, data: new Uint8Array(0) };
    }
    return this.finish(run(this.room, { code, data }));
  }

  /** Protects an answer as the session wants it and cuts it into frames; an error ends the session. */
  private finish(reply: CommandReply | undefined): { status: number; data: Uint8Array } {
    const { session } = this.room;
    if (!reply || reply.status !== status.ok) {
      this.room.session = undefined;
      return { status: reply?.status ?? status.illegal, data: new Uint8Array(0) };
    }
    /* A key that replaces itself has nobody left to prove the answer with. */
    const data = session && !reply.ends ? session.give(reply.status, reply.data, reply.comm) : reply.data;
    if (reply.ends) this.room.session = undefined;
    this.frames = cut(data, reply.frames ?? []);
    return this.nextFrame();
  }

  private nextFrame(): { status: number; data: Uint8Array } {
    const data = this.frames.shift() ?? new Uint8Array(0);
    return { status: this.frames.length > 0 ? status.more : status.ok, data };
  }

  /** ISO/IEC 7816-4: SELECT by name or file id, READ BINARY of what may be read freely. */
  private iso(command: Uint8Array): Uint8Array {
    if (command[1] === 0xa4 && command.length >= 5) return this.isoSelect(command);
    if (command[1] === 0xb0) return this.isoRead(((command[2] ?? 0) << 8) | (command[3] ?? 0), command[4] ?? 0);
    return Uint8Array.of(0x6d, 0x00);
  }

  private isoSelect(command: Uint8Array): Uint8Array {
    const body = command.subarray(5, 5 + command[4]!);
    if (body.length !== command[4]) return Uint8Array.of(0x67, 0x00);
    this.forget();
    if (command[2] === 4) {
      const found = [...this.memory].find(([id, app]) => same(body, id === 0 ? Uint8Array.from(rootName) : (app.isoName ?? new Uint8Array(0))));
      if (found) this.room.selected = found[0];
      return found ? Uint8Array.of(0x90, 0x00) : Uint8Array.of(0x6a, 0x82);
    }
    const wanted = (body[0]! << 8) | body[1]!;
    const file = [...this.memory.get(this.room.selected)!.files].find(([, one]) => one.isoId === wanted);
    if (file) this.isoFile = file[0];
    return file ? Uint8Array.of(0x90, 0x00) : Uint8Array.of(0x6a, 0x82);
  }

  private isoRead(from: number, length: number): Uint8Array {
    const file = this.isoFile === undefined ? undefined : this.memory.get(this.room.selected)!.files.get(this.isoFile);
    if (!file) return Uint8Array.of(0x69, 0x86);
    if (access(file, "read", undefined) !== "free") return Uint8Array.of(0x69, 0x82);
    if (from >= file.data.length) return Uint8Array.of(0x6b, 0x00);
    const content = this.openContent(file);
    return content ? join(content.subarray(from, from + (length || 256)), [0x90, 0x00]) : Uint8Array.of(0x69, 0x82);
  }

  /** An address that changes stays the same until its file is selected again. */
  private openContent(file: CardFile): Uint8Array | undefined {
    if (!file.sdm) return file.data;
    const keys = this.memory.get(this.room.selected)!.keys;
    if (this.seen?.file !== file) this.seen = { file, content: mirrored(file, { uid: this.room.uid, keys, random: (length) => this.random(length) }) };
    return this.seen.content;
  }

  private forget(): void {
    this.room.session = undefined;
    this.second = undefined;
    this.frames = [];
    this.writing = undefined;
    this.isoFile = undefined;
    this.seen = undefined;
  }

  /** The card's own dice: never the same twice, and the same in every run of a test. */
  private random(length: number): Uint8Array {
    return sha256(join(this.seed, [this.drawn & 255, this.drawn++ >> 8])).slice(0, length);
  }
}

/** The data field of a wrapped command; undefined when its length byte lies. */
function unwrapped(command: Uint8Array): Uint8Array | undefined {
  if (command.length === 5) return new Uint8Array(0);
  const length = command[4]!;
  return command.length === length + 6 || command.length === length + 5 ? command.subarray(5, 5 + length) : undefined;
}

/** Frames of the given sizes, the rest as long as frames may be. */
function cut(data: Uint8Array, sizes: number[]): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (let at = 0; at < data.length || frames.length === 0; ) {
    const size = Math.max(1, sizes[frames.length] ?? frameBytes);
    const last = sizes.length > 0 && frames.length === sizes.length - 1;
    frames.push(data.slice(at, last ? data.length : at + size));
    at = last ? data.length : at + size;
  }
  return frames;
}

