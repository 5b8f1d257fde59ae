import type { Bytes } from "../../firmware/src/base/bytes";
import { concat } from "../../firmware/src/base/bytes";
import { statusCodes } from "../trace/words/desfire";
import type { CardLink } from "./front-end";

/** Status bytes that decide something (NT4H2421Gx, 10.2; DESFire data sheet, chapter 11). */
export const status = {
  ok: 0x00,
  outOfMemory: 0x0e,
  illegal: 0x1c,
  noSuchKey: 0x40,
  denied: 0x9d,
  notFound: 0xa0,
  authentication: 0xae,
  more: 0xaf,
  countError: 0xce,
  duplicate: 0xde,
  fileNotFound: 0xf0,
} as const;

const wrapped = 0x91;
const partsMax = 8;

export interface Said {
  status: number;
  data: Bytes;
}

/** Not a status of these cards: another kind of card, or an answer without one. */
export const noStatus = 256;

/** Native commands in APDUs of class 90 (NT4H2421Gx, 8.4), which every DESFire understands too. */
export async function ask(link: CardLink, code: number, parameters: Bytes): Promise<Said> {
  const body = parameters.length > 0 ? [parameters.length, ...parameters, 0] : [0];
  const answer = await link.exchange(Uint8Array.of(0x90, code, 0, 0, ...body));
  const end = answer.length - 2;
  if (end < 0 || answer[end] !== wrapped) return { status: noStatus, data: answer };
  return { status: answer[end + 1]!, data: answer.subarray(0, end) };
}

/** The same, with every further part of a long answer. */
export async function askAll(link: CardLink, code: number, parameters: Bytes): Promise<Said> {
  const parts: Bytes[] = [];
  let said = await ask(link, code, parameters);
  while (said.status === status.more && parts.length < partsMax) {
    parts.push(said.data);
    said = await ask(link, status.more, new Uint8Array(0));
  }
  return { status: said.status, data: concat([...parts, said.data]) };
}

/** ISO SELECT by name; true when there is such an application. */
export async function selectName(link: CardLink, name: Bytes): Promise<boolean> {
  const answer = await link.exchange(Uint8Array.of(0, 0xa4, 4, 0, name.length, ...name, 0));
  return answer.length >= 2 && answer.at(-2) === 0x90 && answer.at(-1) === 0;
}

/** A status as a person reads it. */
export function statusText(code: number): string {
  if (code === noStatus) return "it gave no answer that belongs to such a card";
  return statusCodes[code] ?? `status ${code.toString(16)}`;
}
