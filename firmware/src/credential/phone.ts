import type { Bytes } from "../base/bytes";
import type { Cmac } from "../crypto/cmac";
import type { Card } from "../nfc/poller";
import type { Grant } from "../wire/grant";
import type { ReadingRoom } from "./card-reading";
import type { Proved } from "./secure-cards";
import * as fault from "../base/fault";
import { createCmac } from "../crypto/cmac";
import { leaseKeysOf } from "../crypto/kdf";
import { flagExtended } from "../wire/grant";
import * as lease from "../wire/lease";
import { phone } from "../wire/technology";

/* docs/phone-protocol.md, which this is the reader's half of. */
export const version = 1;
/** SELECT by name: F0 and "LATCHKEY". */
const select = new Uint8Array([0, 0xa4, 4, 0, 9, 0xf0, 0x4c, 0x41, 0x54, 0x43, 0x48, 0x4b, 0x45, 0x59, 0]);
const selectedBytes = 11;
/** Head of AUTH; the door's id, the nonce, the reader's proof and one zero follow. */
const auth = [0x80, 0x10, version, 0, 40];
const authBytes = 46;
const nonceAt = 21;
const proofAt = 37;
const tagBytes = 16;
const provenBytes = 62;

/* Status words. */
const done = 0x9000;
const unlockFirst = 0x6982;
const readerUnproved = 0x6988;
const noLease = 0x6a88;

/* First byte of what is proved: by the reader, by a phone, by a phone that its owner has unlocked. */
const byReader = 1;
const byPhone = 2;
const byUnlocked = 3;
const messageBytes = 77;
const readerMessageBytes = 33;
const zero = new Uint8Array(16);

export interface PhoneRoom extends ReadingRoom {
  deviceKey: Bytes;
  /** `wrapKeyOf` this reader (crypto/kdf). */
  wrapKey: Bytes;
  /** The group key of the site's phones, wrapped; empty: this reader takes no phones. Read at each tap. */
  groupKey(): Bytes;
  /** The door's number, as leases name it. */
  door(): number;
}

/** Phones that prove themselves: two exchanges, the second with a lease that the backend made for this reader. */
export class Phones {
  private readonly room: PhoneRoom;
  private readonly wrap: Bytes;
  private readonly macOf: Cmac;
  /** AUTH, its head and the door's id in place. */
  private readonly command: Bytes;
  /** What both sides prove: who, nonce, door, and for the phone its lease. */
  private readonly message: Bytes;
  private nonce: Bytes;
  /** The nonce before, by which a recording of the last tap is told from a wrong key. */
  private formerNonce: Bytes;
  private groupFrom: Bytes | undefined;
  private groupProof: Cmac | undefined;

  constructor(room: PhoneRoom) {
    const keys = leaseKeysOf(room.cipher, room.deviceKey);
    this.room = room;
    this.wrap = keys.wrap;
    this.macOf = createCmac(room.cipher, keys.mac);
    this.command = new Uint8Array(authBytes);
    this.command.set(auth);
    this.command.set(keys.doorId, 5);
    this.message = new Uint8Array(messageBytes);
    this.message.set(keys.doorId, 17);
    this.nonce = this.formerNonce = zero;
    this.groupFrom = undefined;
    this.groupProof = undefined;
  }

  /** Calls back once; at once, with neither fault nor candidate, when this reader takes no phones. */
  prove(card: Card, told: Proved): void {
    const group = this.group();
    if (!group) return told(0, undefined, 0);
    card.exchange(select, (code: number, answer: Bytes) => {
      if (code) told(code, undefined, phone);
      else if (answer.length !== selectedBytes || statusOf(answer) !== done) told(0, undefined, 0);
      else if (answer[0] !== version) told(fault.cardRefused, undefined, phone);
      else this.ask(card, told);
    });
    /* The phone has work to do meanwhile. */
    this.challenge(group);
  }

  private group(): Cmac | undefined {
    const bytes = this.room.groupKey();
    if (bytes !== this.groupFrom) {
      const cipher = this.room.cipher;
      this.groupFrom = bytes;
      this.groupProof = bytes.length ? createCmac(cipher, new Uint8Array(cipher.decryptCbc(this.room.wrapKey, zero, bytes))) : undefined;
    }
    return this.groupProof;
  }

  /** A fresh nonce, and our proof over it, by which phones know that they do not talk to a stranger. */
  private challenge(group: Cmac): void {
    const message = this.message;
    this.formerNonce = this.nonce;
    this.nonce = this.room.random.bytes(16);
    message[0] = byReader;
    message.set(this.nonce, 1);
    this.command.set(this.nonce, nonceAt);
    this.command.set(group(message.subarray(0, readerMessageBytes)).subarray(0, 8), proofAt);
  }

  private ask(card: Card, told: Proved): void {
    card.exchange(this.command, (code: number, answer: Bytes) => {
      if (code) told(code, undefined, phone);
      else if (answer.length === provenBytes && statusOf(answer) === done) this.judge(answer, told);
      else told(refusal(answer), undefined, phone);
    });
  }

  /** The lease first: until its MAC is right nothing in it counts. */
  private judge(answer: Bytes, told: Proved): void {
    const room = this.room;
    const held = new Uint8Array(answer.subarray(0, lease.leaseBytes));
    if (!room.native.same(this.macOf(held.subarray(0, lease.leaseMacAt)).subarray(0, 8), held.subarray(lease.leaseMacAt))) {
      return told(held[lease.leaseDoorAt] === room.door() ? fault.leaseForged : fault.leaseWrongDoor, undefined, phone);
    }
    const words = new Uint32Array(held.buffer, lease.leaseTimesAt, 3);
    const proof = answer.subarray(lease.leaseBytes, lease.leaseBytes + tagBytes);
    this.message.set(held, readerMessageBytes);
    this.message[0] = words[2]! & lease.leaseUnlocked ? byUnlocked : byPhone;
    const key = new Uint8Array(room.cipher.decryptCbc(this.wrap, zero, held.subarray(lease.leaseKeyAt, lease.leaseMacAt)));
    const tagOf = createCmac(room.cipher, key);
    if (!room.native.same(tagOf(this.message), proof)) return told(this.wrongTag(tagOf, proof), undefined, phone);
    const id = held.subarray(0, lease.leaseIdBytes);
    told(0, { technology: phone, identifier: id, token: undefined, grant: undefined, lease: grantOf(id, words), unlocked: this.message[0] === byUnlocked }, 0);
  }

  private wrongTag(tagOf: Cmac, proof: Bytes): number {
    this.message.set(this.formerNonce, 1);
    return this.room.native.same(tagOf(this.message), proof) ? fault.cardReplayed : fault.phoneTag;
  }
}

/** The lease as a line of the list would say it. */
function grantOf(id: Bytes, words: Uint32Array): Grant {
  const flags = words[2]!;
  return {
    token: id,
    levels: flags & lease.leaseLevels,
    validFrom: words[0]!,
    validUntil: words[1]!,
    flags: flags & lease.leaseExtended ? flagExtended : 0,
  };
}

function statusOf(answer: Bytes): number {
  const end = answer.length - 2;
  return (answer[end]! << 8) | answer[end + 1]!;
}

/** Why the phone does not prove itself. */
function refusal(answer: Bytes): number {
  const status = statusOf(answer);
  if (status === noLease) return fault.leaseMissing;
  if (status === unlockFirst) return fault.phoneLocked;
  if (status === readerUnproved) return fault.cardKey;
  return status === done ? fault.cardAltered : fault.cardRefused;
}
