import type { Bytes } from "../base/bytes";
import type { CardSession, Tools } from "../crypto/card-session";
import type { Drbg } from "../crypto/drbg";
import type { Card } from "../nfc/poller";
import type { CardKey, PreparedProfile } from "./card-profiles";
import { concat, copy, joined } from "../base/bytes";
import * as fault from "../base/fault";

/** What a card's status byte says (NT4H2421Gx, 10.2, table 23). */
const ok = 0x00;
const moreFrames = 0xaf;
const authenticationError = 0xae;
const noSuchKey = 0x40;
const integrityError = 0x1e;
/** The card does not know the command: an EV1, asked to authenticate as later cards do. */
const illegalCommand = 0x1c;
/** The file is shorter than what was asked for. */
const boundaryError = 0xbe;
/** No byte of a status: the answer was none. */
const noStatus = 256;
const isoWrapped = 0x91;
const isoOk = 0x90;

/** A credential id of 44 bytes, its MAC and padding need two frames of an EV1; what goes on longer is no credential. */
const framesMax = 3;
const zero = new Uint8Array(16);
/** Where ReadData's parameters say how many bytes. */
const lengthAt = 4;

export interface ReadingRoom extends Tools {
  random: Drbg;
}

/**
 * Fault 0 and the credential id, undefined when the card has no such application; or a fault and none. `verifier`: of its PIN,
 * undefined when none was wanted or the file ends before it.
 */
export type CardRead = (fault: number, identifier: Bytes | undefined, verifier?: Bytes) => void;

type Then = (status: number, data: Bytes) => void;

/**
 * One card proving itself: select the application, three passes of mutual authentication, read the file. Four exchanges,
 * three where the UID is the identifier. Nothing that the card says counts before it has proved the key.
 */
export class CardReading {
  private readonly room: ReadingRoom;
  private readonly card: Card;
  private readonly profile: PreparedProfile;
  private readonly done: CardRead;
  private key: CardKey;
  private rndA: Bytes;
  /** Bytes wanted behind the credential id. */
  private more: number;

  constructor(room: ReadingRoom, card: Card, profile: PreparedProfile, done: CardRead) {
    this.room = room;
    this.card = card;
    this.profile = profile;
    this.done = done;
    this.key = profile.zoneKey!;
    this.rndA = zero;
    this.more = 0;
  }

  /** Calls `done` exactly once, later. `more`: bytes to read behind the credential id, if the file has them. */
  start(key: CardKey, more: number): void {
    this.key = key;
    this.more = more;
    this.ask(this.profile.select, (status: number, more: Bytes) => {
      if (status !== ok || more.length) return this.done(0, undefined);
      this.ask(this.profile.challenge, (code: number, data: Bytes) => this.challenged(code, data));
    });
    /* The card has work to do meanwhile. */
    this.rndA = this.room.random.bytes(16);
  }

  private ask(command: Bytes, then: Then): void {
    const wrapped = this.profile.wrapped;
    this.card.exchange(wrapped ? apdu(command) : command, (code: number, answer: Bytes) => {
      const end = answer.length - 2;
      if (code) this.done(code, undefined);
      else if (wrapped ? end < 0 || (answer[end] !== isoWrapped && answer[end] !== isoOk) : end < -1) then(noStatus, zero);
      else if (wrapped) then(answer[end + 1]!, answer.subarray(0, end));
      else then(answer[0]!, answer.subarray(1));
    });
  }

  /** Second pass: our number and the card's, turned by one, under the key. */
  private challenged(status: number, data: Bytes): void {
    const start = this.profile.start;
    if (status !== moreFrames || data.length !== 16) return this.refused(status);
    const cipher = this.room.cipher;
    const rndB = cipher.decryptCbc(this.key.key, zero, data);
    const token = new Uint8Array(33);
    token.set(this.rndA, 1);
    token.set(rndB.subarray(1), 17);
    token[32] = rndB[0]!;
    token.set(cipher.encryptCbc(this.key.key, start.chained ? data : zero, token.subarray(1)), 1);
    token[0] = moreFrames;
    this.ask(token, (code: number, proof: Bytes) => this.proved(code, proof, rndB, token));
  }

  /** Third pass: our number, turned by one, from a card that knows the key now. */
  private proved(status: number, data: Bytes, rndB: Bytes, token: Bytes): void {
    const start = this.profile.start;
    const rndA = this.rndA;
    if (status !== ok) return this.refused(status);
    if (data.length !== start.proofBytes) return this.done(fault.cardReplayed, undefined);
    const proof = this.room.cipher.decryptCbc(this.key.key, start.chained ? token.subarray(17) : zero, data);
    const turned = new Uint8Array(16);
    turned.set(rndA.subarray(1));
    turned[15] = rndA[0]!;
    if (!this.room.native.same(proof.subarray(start.proofAt, start.proofAt + 16), turned)) this.done(fault.cardReplayed, undefined);
    else if (this.profile.length === 0) this.done(0, this.card.target.uid);
    else this.read(start.open(this.room, { cmac: this.key.cmac, rndA: rndA, rndB: rndB, comm: this.profile.comm }, proof));
  }

  private read(session: CardSession): void {
    const profile = this.profile;
    const code = profile.start.read;
    const length = profile.length;
    const parts: Bytes[] = [];
    let header = profile.header;
    if (this.more) {
      header = copy(header, 0, header.length);
      header[lengthAt] = length + this.more;
    }
    const take = (status: number, data: Bytes) => {
      parts.push(copy(data, 0, data.length));
      if (status === moreFrames && parts.length < framesMax) return this.ask(new Uint8Array([moreFrames]), take);
      if (status === boundaryError && this.more) return this.start(this.key, 0);
      if (status !== ok) return this.done(status === integrityError || status === moreFrames || status === noStatus ? fault.cardAltered : fault.cardRefused, undefined);
      const content = session.answer(parts.length > 1 ? concat(parts) : parts[0]!, profile.comm, length + this.more);
      if (!content || !this.more) this.done(content ? 0 : fault.cardAltered, content);
      else this.done(0, content.subarray(0, length), content.subarray(length));
    };
    this.ask(joined(new Uint8Array([code]), session.command(code, header, profile.comm)), take);
  }

  /** A card that does not take our key is asked which version of it it has. */
  private refused(status: number): void {
    if (status === illegalCommand) return this.done(0, undefined);
    if (status === noSuchKey) return this.done(fault.cardKey, undefined);
    if (status !== authenticationError) return this.done(fault.cardRefused, undefined);
    this.ask(this.profile.askVersion, (code: number, data: Bytes) => {
      const other = code === ok && data.length > 0 && data[0] !== this.profile.keyVersion;
      this.done(other ? fault.cardKeyVersion : fault.cardKey, undefined);
    });
  }
}

/** A native command as an APDU (NT4H2421Gx, 8.4); one that is an APDU already, by its class byte 00, stays as it is. */
function apdu(command: Bytes): Bytes {
  const length = command.length - 1;
  if (command[0] === 0) return command;
  const whole = new Uint8Array(length ? length + 6 : 5);
  whole.set([0x90, command[0]!]);
  if (length) {
    whole[4] = length;
    whole.set(command.subarray(1), 5);
  }
  return whole;
}
