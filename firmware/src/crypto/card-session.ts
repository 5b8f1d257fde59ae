import type { Bytes } from "../base/bytes";
import type { Cipher } from "../hal/cipher";
import type { Native } from "../hal/native";
import type { Cmac } from "./cmac";

/* How a file's content travels, by the numbers that the card itself uses (NT4H2421Gx, 8.2.3.6). */
export const plain = 0;
export const maced = 1;
export const full = 3;

export interface Tools {
  cipher: Cipher;
  native: Native;
}

/** What both sides know after the challenge, and the card's own part of the answer. */
export interface SessionKeys {
  cmac: Cmac;
  rndA: Bytes;
  rndB: Bytes;
  /** How the file will travel: what is never used is not reckoned. */
  comm: number;
}

/** Secure messaging after a mutual authentication, one command at a time. */
export interface CardSession {
  /** The parameters to send for `code`, `header` being the plain ones. */
  command(code: number, header: Bytes, comm: number): Bytes;
  /** The content of a good answer (status 00) that asked for `length` bytes; undefined when it is not what this card said now. */
  answer(bytes: Bytes, comm: number, length: number): Bytes | undefined;
}

/** What tells the generations of authentication apart; the three passes themselves are the same. */
export interface SessionStart {
  /** Command code of the first pass; the key number and `argument` follow. */
  authenticate: number;
  argument: Bytes;
  /** Command code of ReadData. */
  read: number;
  /** True: the initial vector runs on through the three passes. */
  chained: boolean;
  /** Bytes of the card's proof, and where our number lies in it. */
  proofBytes: number;
  proofAt: number;
  /** `proof`: decrypted, already checked. */
  open(tools: Tools, keys: SessionKeys, proof: Bytes): CardSession;
}
