import type { Bytes } from "../base/bytes";
import type { Clock } from "../hal/clock";
import type { Answered } from "./dhcp";
import type { Place } from "./w5500";
import * as dhcp from "./dhcp";

const firstWaitMs = 2000;
const waitMsMax = 64000;
/** How long the server that made an offer may take, and how often it is asked for it. */
const offerMs = 2000;
const requestsMax = 3;
/** Between two tries to prolong. */
const prolongMs = 60000;
/** Of an answer that names no time, and the least that is believed. */
const usualS = 3600;
const leastS = 60;

export interface AddressRoom {
  clock: Clock;
  /** 6 bytes; those behind the first set readers apart whose network comes back for all at once. */
  mac: Bytes;
  send(message: Bytes): void;
  /** `place` is another. */
  moved(): void;
}

/** Asks for an address until there is one, and prolongs it in time: steps that never wait, taken when it is looked at. */
export class Address {
  /** Undefined: none is held. */
  place: Place | undefined;
  private readonly room: AddressRoom;
  private readonly number: Bytes;
  /** None is held, or the cable was out: it may lead elsewhere now. */
  private seeking: boolean;
  private offered: Answered | undefined;
  private requests: number;
  private waitMs: number;
  private dueMs: number;
  private untilMs: number;

  constructor(room: AddressRoom) {
    this.room = room;
    this.place = this.offered = undefined;
    this.number = new Uint8Array(4);
    this.number.set(room.mac.subarray(3, 6));
    this.seeking = true;
    this.requests = this.dueMs = this.untilMs = 0;
    this.waitMs = firstWaitMs;
  }

  /** The cable was plugged in. What is held stays until the network says otherwise, or its time is over. */
  plugged(): void {
    this.seek(this.room.clock.uptimeMs());
    this.waitMs = firstWaitMs;
  }

  /** To be called each second or so. */
  look(): void {
    const nowMs = this.room.clock.uptimeMs();
    if (this.place && nowMs >= this.untilMs) this.drop(nowMs);
    if (nowMs < this.dueMs) return;
    if (!this.seeking) this.prolong(nowMs);
    else if (this.offered && this.requests < requestsMax) this.request(nowMs);
    else this.discover(nowMs);
  }

  /** A datagram came to the client's port. */
  heard(message: Bytes): void {
    const nowMs = this.room.clock.uptimeMs();
    const answer = dhcp.decodeAnswered(message, this.number, this.room.mac);
    if (!answer) return;
    if (answer.kind === dhcp.offer && this.seeking && !this.offered && answer.server) {
      this.offered = answer;
      this.requests = 0;
      this.request(nowMs);
    } else if (answer.kind === dhcp.granted && (this.offered || !this.seeking)) this.take(answer, nowMs);
    else if (answer.kind === dhcp.refused && (this.offered || !this.seeking)) {
      this.drop(nowMs + this.waitMs);
    }
  }

  private take(answer: Answered, nowMs: number): void {
    const seconds = Math.max(answer.seconds || usualS, leastS);
    this.place = {
      address: answer.address,
      mask: answer.mask || new Uint8Array([255, 255, 255, 0]),
      gateway: answer.router || new Uint8Array(4),
    };
    this.seeking = false;
    this.offered = undefined;
    this.waitMs = firstWaitMs;
    this.untilMs = nowMs + seconds * 1000;
    this.dueMs = nowMs + seconds * 500;
    this.room.moved();
  }

  private drop(seekMs: number): void {
    const had = this.place;
    this.place = undefined;
    this.seek(seekMs);
    if (had) this.room.moved();
  }

  private seek(fromMs: number): void {
    this.seeking = true;
    this.offered = undefined;
    this.dueMs = fromMs;
  }

  private discover(nowMs: number): void {
    const chance = this.room.mac[2 + (this.number[3]! & 3)]!;
    this.offered = undefined;
    this.number[3]!++;
    this.dueMs = nowMs + this.waitMs + (this.waitMs * chance) / 256;
    this.waitMs = Math.min(this.waitMs * 2, waitMsMax);
    this.ask(dhcp.discover, undefined);
  }

  private request(nowMs: number): void {
    this.requests++;
    this.dueMs = nowMs + offerMs;
    this.ask(dhcp.request, undefined);
  }

  private prolong(nowMs: number): void {
    this.number[3]!++;
    this.dueMs = nowMs + Math.max(prolongMs, (this.untilMs - nowMs) / 2);
    this.ask(dhcp.request, this.place!.address);
  }

  private ask(kind: number, own: Bytes | undefined): void {
    const offered = this.offered;
    this.room.send(
      dhcp.encodeAsked({
        kind,
        number: this.number,
        mac: this.room.mac,
        own,
        address: offered && offered.address,
        server: offered && offered.server,
      }),
    );
  }
}
