import type { Bytes } from "../base/bytes";
import type { Cmac } from "../crypto/cmac";
import type { Card } from "../nfc/poller";
import type { Grant } from "../wire/grant";
import type { Proved } from "./secure-cards";
import { cardKey, phoneLocked } from "../base/fault";
import * as technology from "../wire/technology";
import { isNtag, readNtag } from "./ntag";

/** One way in that a card offers. */
export interface Candidate {
  technology: number;
  identifier: Bytes;
  /** What the list says of it, once somebody looked. */
  token?: Bytes | undefined;
  grant?: Grant | undefined;
  /** What it brought along and has proved; the list may still say that it was taken back. */
  lease?: Grant | undefined;
  /** A phone that its owner had to unlock for this. */
  unlocked?: boolean | undefined;
  /** What the card holds to check a PIN by, where the door asks for one. */
  pin?: CardPin | undefined;
}

export interface CardPin {
  verifier: Bytes;
  /** Under the key that the card has proved. */
  cmac: Cmac;
}

/** A kind of card that proves itself (SecureCards, Phones); undefined where the board has no part for it. */
export type Prover = { prove(card: Card, done: Proved): void } | undefined;

/**
 * Fault 0 and the candidates, strongest first; or a fault and none. A card that failed to prove itself gives both: the
 * fault (cardKey to phoneLocked), its technology, and the weaker candidates.
 */
export type Identified = (fault: number, candidates: Candidate[], technology: number) => void;

/**
 * What the card in the field can prove, as far as the door accepts it (`assuranceMin`, see wire/technology). A card whose
 * tag memory says nothing useful still has its UID. Weaker candidates than the door accepts are still named, so that the
 * refusal can say "too weak" instead of "unknown"; access/decide refuses them. Calls back after returning or, for a card
 * that needs no further exchange, at once: the poller's own callback is already asynchronous.
 */
export function identify(card: Card, cards: Prover, phones: Prover, done: Identified): void {
  const target = card.target;
  const uid = { technology: technology.uid, identifier: target.uid };
  if (target.ats ? !cards && !phones : !isNtag(target)) done(0, [uid], 0);
  else if (target.ats) {
    const told = (fault: number, candidate: Candidate | undefined, failed: number) => {
      if (fault) done(fault, failedProof(fault) ? [uid] : [], failed);
      else done(0, candidate ? [candidate, uid] : [uid], 0);
    };
    if (hasRandomUid(card)) prove(card, phones, cards, told);
    else prove(card, cards, phones, told);
  } else {
    readNtag(card, (fault: number, message: Bytes | undefined) => {
      if (fault) done(fault, [], 0);
      else if (message) done(0, [{ technology: technology.ntag, identifier: message }, uid], 0);
      else done(0, [uid], 0);
    });
  }
}

/** True for the faults of a card that answered, and failed to prove itself. */
export function failedProof(fault: number): boolean {
  return fault >= cardKey && fault <= phoneLocked;
}

/** By `first`, and where the card is none of its kind by `second`. */
function prove(card: Card, first: Prover, second: Prover, done: Proved): void {
  if (!first || !second) return (first || second)!.prove(card, done);
  first.prove(card, (fault: number, candidate: Candidate | undefined, failed: number) => {
    if (fault || candidate) done(fault, candidate, failed);
    else second.prove(card, done);
  });
}

/** Phones make a new UID of four bytes for every tap, beginning with 08 (ISO/IEC 14443-3, 6.5.4); hardly a card does. */
function hasRandomUid(card: Card): boolean {
  const uid = card.target.uid;
  return uid.length === 4 && uid[0] === 8;
}
