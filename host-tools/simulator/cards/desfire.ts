import { sha256 } from "@noble/hashes/sha2.js";
import { login, type SecondPass } from "./card-login";
import { join } from "./card-messaging";
import { refusal, run, status, writeBytes, type CommandReply, type CommandRoom } from "./desfire-commands";
import { emptyMemory, factoryConfiguration, type CardFile, type Memory } from "./desfire-memory";
import { mirrored } from "./sdm";
import { apduOf, isoStatus, runIso, word, type IsoRoom } from "./iso-commands";
import type { Applet, IsoDepLooks } from "./iso-dep-card";

type Reply = { status: number; data: Uint8Array };
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
/** What an NTAG 424 knows of these commands (NT4H2421Gx, table 22), its additional frame among them. */
const ntagCommands = [0x51, 0x5c, 0x5f, 0x60, 0x64, 0x71, 0x77, 0x8d, 0xad, 0xaf, 0xc4, 0xf5];
let made = 0;

/** A DESFire, or an NTAG 424 as one fixed application: native commands, the same wrapped in APDUs, ISO select and read. */
export class DesfireApplet implements Applet {
  readonly memory: Memory;
  private readonly room: CommandRoom & IsoRoom;
  private second: SecondPass | undefined;
  private frames: Uint8Array[] = [];
  private writing: { code: number; data: Uint8Array } | undefined;
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
    const forget = () => this.forget();
    this.room = { memory, selected: 0, isoFile: undefined, session: undefined, configuration: factoryConfiguration(), uid, openContent, forget, version: join(version, version, uid.length === 7 ? uid : new Uint8Array(7), [0xba, 0x34, 0x50, 0x11, 0x30, 0x20, 0x26]) };
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
    if (command[0] === 0) return this.endsPass() ? word(isoStatus.conditions) : runIso(this.room, command);
    if (command[0] === 0x90 && command.length > 4) return this.wrapped(command);
    if (this.generation === "ntag424") return word(isoStatus.class);
    const { status: code, data } = this.answer(command[0] ?? 0, command.subarray(1));
    return join([code], data);
  }

  /** A native command in an APDU: no parameters but its data, and an answer as long as it is (NT4H2421Gx, table 22). */
  private wrapped(command: Uint8Array): Uint8Array {
    const apdu = apduOf(command);
    if (!apdu || apdu.le !== 0) return word(isoStatus.length);
    if (apdu.p1 || apdu.p2) return word(isoStatus.parameters);
    const known = this.generation !== "ntag424" || ntagCommands.includes(apdu.code);
    const { status: code, data } = known ? this.answer(apdu.code, apdu.data) : this.finish(undefined);
    return join(data, [0x91, code]);
  }

  private answer(code: number, data: Uint8Array): Reply {
    if (code === status.more) return this.goOn(data);
    if (this.endsPass()) return this.finish(refusal(status.aborted));
    if (logins.includes(code)) return this.begin(code, data);
    if (code === 0x5a) return this.select(data);
    if (code === 0x3d || code === 0x8d) return this.collect(code, data);
    return this.finish(run(this.room, { code, data }));
  }

  /** Whatever waited for its next frame is over; true: something did. */
  private endsPass(): boolean {
    const waited = this.second !== undefined || this.writing !== undefined || this.frames.length > 0;
    this.second = undefined;
    this.frames = [];
    this.writing = undefined;
    return waited;
  }

  /** Additional frame: the second pass, the next part of an answer, or the next part of what is written. */
  private goOn(data: Uint8Array): Reply {
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

  private begin(code: number, data: Uint8Array): Reply {
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

  private select(data: Uint8Array): Reply {
    const id = (data[0] ?? 0) | ((data[1] ?? 0) << 8) | ((data[2] ?? 0) << 16);
    this.room.session = undefined;
    if (data.length !== 3) return { status: status.length, data: new Uint8Array(0) };
    if (!this.memory.has(id)) return { status: status.notFound, data: new Uint8Array(0) };
    this.room.selected = id;
    return { status: status.ok, data: new Uint8Array(0) };
  }

  private collect(code: number, data: Uint8Array): Reply {
    if (data.length >= 7 && data.length < writeBytes(this.room, data, code === 0x8d)) {
      this.writing = { code, data };
      return { status: status.more, data: new Uint8Array(0) };
    }
    return this.finish(run(this.room, { code, data }));
  }

  /** Protects an answer as the session wants it and cuts it into frames; an error ends the session. */
  private finish(reply: CommandReply | undefined): Reply {
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

  private nextFrame(): Reply {
    const data = this.frames.shift() ?? new Uint8Array(0);
    return { status: this.frames.length > 0 ? status.more : status.ok, data };
  }

  /** An address that changes stays the same until its file is selected again. */
  private openContent(file: CardFile): Uint8Array | undefined {
    if (!file.sdm) return file.data;
    const keys = this.memory.get(this.room.selected)!.keys;
    if (this.seen?.file !== file) this.seen = { file, content: mirrored(file, { uid: this.room.uid, keys, random: (length) => this.random(length) }) };
    return this.seen.content;
  }

  private forget(): void {
    this.endsPass();
    this.room.session = undefined;
    this.room.isoFile = undefined;
    this.seen = undefined;
  }

  /** The card's own dice: never the same twice, and the same in every run of a test. */
  private random(length: number): Uint8Array {
    return sha256(join(this.seed, [this.drawn & 255, this.drawn++ >> 8])).slice(0, length);
  }
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

