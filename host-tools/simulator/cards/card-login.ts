import * as m from "./card-messaging";
import { status } from "./desfire-commands";
import type { CardKeySlot } from "./desfire-memory";

/*
 * The card's side of its four ways to authenticate: 0A with DES, 1A is not made here, AA with AES, 71 and 77 for EV2.
 */
export type LoginReply = { status: number; data: Uint8Array; session?: m.Messaging };
/** The second pass, waiting for the reader's answer. */
export type SecondPass = (answer: Uint8Array) => LoginReply;

export interface LoginRequest {
  code: number;
  keyNumber: number;
  slot: CardKeySlot;
  aes: boolean;
  /** Fresh random bytes. */
  random(length: number): Uint8Array;
}

const refused: LoginReply = { status: status.authentication, data: new Uint8Array(0) };
const more = (data: Uint8Array): LoginReply => ({ status: status.more, data });

/** The first pass: a challenge and what to do with the answer; undefined: this key does not know this way. */
export function login(request: LoginRequest): { reply: LoginReply; second: SecondPass } | undefined {
  if (request.code === 0x0a) return request.aes ? undefined : desLogin(request);
  return request.aes ? aesLogin(request, request.code !== 0xaa) : undefined;
}

function aesLogin({ keyNumber, slot, random }: LoginRequest, ev2: boolean): { reply: LoginReply; second: SecondPass } {
  const [key, b] = [slot.bytes, random(16)];
  const challenge = m.aesEncrypt(key, m.zero, b);
  const second = (answer: Uint8Array): LoginReply => {
    if (answer.length !== 32) return { status: status.length, data: new Uint8Array(0) };
    const clear = m.aesDecrypt(key, ev2 ? m.zero : challenge, answer);
    const a = clear.slice(0, 16);
    if (!m.same(clear.subarray(16), m.turned(b))) return refused;
    if (!ev2) {
      const proof = m.aesEncrypt(key, answer.subarray(16), m.turned(a));
      return { status: status.ok, data: proof, session: m.ev1Messaging(keyNumber, { a, b }) };
    }
    const ti = random(4);
    const proof = m.aesEncrypt(key, m.zero, m.join(ti, m.turned(a), new Uint8Array(12)));
    return { status: status.ok, data: proof, session: m.ev2Messaging(key, keyNumber, { a, b, ti }) };
  };
  return { reply: more(challenge), second };
}

function desLogin({ keyNumber, slot, random }: LoginRequest): { reply: LoginReply; second: SecondPass } {
  const [key, b] = [slot.bytes, random(8)];
  const second = (answer: Uint8Array): LoginReply => {
    if (answer.length !== 16) return { status: status.length, data: new Uint8Array(0) };
    const clear = m.d40Receive(key, answer);
    const a = clear.slice(0, 8);
    if (!m.same(clear.subarray(8), m.turned(b))) return refused;
    const single = m.same(key.subarray(0, 8), key.subarray(8, 16));
    return { status: status.ok, data: m.oneBlock(key, m.turned(a)), session: m.d40Messaging(keyNumber, { a, b }, single) };
  };
  return { reply: more(m.oneBlock(key, b)), second };
}
