import type { Bytes } from "../base/bytes";
import { copy } from "../base/bytes";

/* Messages for an address on a wired network (RFC 2131, RFC 2132), numbers high byte first. */
export const discover = 1;
export const offer = 2;
export const request = 3;
export const granted = 5;
export const refused = 6;

export const serverPort = 67;
export const clientPort = 68;

const asked = 1;
const answered = 2;
const ethernet = 1;
const macBytes = 6;
/** Answers are to go to everyone: the board has no address that they could go to. */
const broadcast = 128;
const cookie = [99, 130, 83, 99];

/* Fields of the fixed part, then the options behind the cookie. */
const numberAt = 4;
const flagsAt = 10;
const ownAt = 12;
const yoursAt = 16;
const macAt = 28;
const cookieAt = 236;
const optionsAt = 240;
/** No server has to take a shorter one (RFC 1542, 2.1). */
const messageBytes = 300;

/* Options. */
const pad = 0;
const maskOption = 1;
const routerOption = 3;
const addressOption = 50;
const timeOption = 51;
const kindOption = 53;
const serverOption = 54;
const wantedOption = 55;
const end = 255;

/** What a client asks; of the addresses, each 4 bytes, those that it does not name are undefined. */
export interface Asked {
  kind: number;
  /** The same in the answer. */
  number: Bytes;
  mac: Bytes;
  /** Held already and to be prolonged. */
  own: Bytes | undefined;
  /** Offered, and by whom. */
  address: Bytes | undefined;
  server: Bytes | undefined;
}

export interface Answered {
  kind: number;
  address: Bytes;
  server: Bytes | undefined;
  mask: Bytes | undefined;
  router: Bytes | undefined;
  /** For how long, in seconds; 0: it does not say. */
  seconds: number;
}

export function encodeAsked(q: Asked): Bytes {
  const bytes = new Uint8Array(messageBytes);
  bytes.set([asked, ethernet, macBytes]);
  bytes.set(q.number, numberAt);
  bytes[flagsAt] = broadcast;
  if (q.own) bytes.set(q.own, ownAt);
  bytes.set(q.mac, macAt);
  bytes.set(cookie, cookieAt);
  let at = optionsAt;
  const put = (option: number, value: Bytes | number[]) => {
    bytes[at] = option;
    bytes[at + 1] = value.length;
    bytes.set(value, at + 2);
    at += 2 + value.length;
  };
  put(kindOption, [q.kind]);
  if (q.address) put(addressOption, q.address);
  if (q.server) put(serverOption, q.server);
  put(wantedOption, [maskOption, routerOption, timeOption]);
  bytes[at] = end;
  return bytes;
}

function isHere(bytes: Bytes, at: number, wanted: Bytes | number[]): boolean {
  for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false;
  return true;
}

function note(found: Answered, option: number, value: Bytes): void {
  if (option === kindOption && value.length === 1) found.kind = value[0]!;
  if (value.length < 4) return;
  const four = copy(value, 0, 4);
  if (option === maskOption) found.mask = four;
  else if (option === routerOption) found.router = four;
  else if (option === serverOption) found.server = four;
  else if (option === timeOption) found.seconds = ((four[0]! * 256 + four[1]!) * 256 + four[2]!) * 256 + four[3]!;
}

/** Undefined where `bytes` are no whole answer to the client of this `number` and `mac`. */
export function decodeAnswered(bytes: Bytes, number: Bytes, mac: Bytes): Answered | undefined {
  if (bytes[0] !== answered || !isHere(bytes, numberAt, number) || !isHere(bytes, macAt, mac) || !isHere(bytes, cookieAt, cookie)) return undefined;
  const found: Answered = { kind: 0, address: copy(bytes, yoursAt, yoursAt + 4), server: undefined, mask: undefined, router: undefined, seconds: 0 };
  let at = optionsAt;
  while (at < bytes.length && bytes[at] !== end) {
    if (bytes[at] === pad) at++;
    else {
      const next = at + 2 + bytes[at + 1]!;
      if (!(next <= bytes.length)) return undefined;
      note(found, bytes[at]!, bytes.subarray(at + 2, next));
      at = next;
    }
  }
  return found;
}
