import type { Bytes } from "../base/bytes";
import type { Card } from "../nfc/poller";
import type { Grant } from "../wire/grant";
import type { SecureCards } from "./secure-cards";
import { cardKey, cardRefused } from "../base/fault";
import * as technology from "../wire/technology";
import { isNtag, readNtag } from "./ntag";

/** One way in that a card offers. */
export interface Candidate {
  technology: number;
  identifier: Bytes;
  /** What the list says of it, once somebody looked. */
  token?: Bytes | undefined;
  grant?: Grant | undefined;
}

/**
 * Fault 0 and the candidates, strongest first; or a fault and none. A card that failed to prove itself gives both: the
 * fault (cardKey to cardRefused), its technology, and the weaker candidates.
 */
export type Identified = (fault: number, candidates: Candidate[], technology: number) => void;

/**
 * What the card in the field can prove, as far as the door accepts it (`assuranceMin`, see wire/technology). A card whose
 * tag memory says nothing useful still has its UID. Weaker candidates than the door accepts are still named, so that the
 * refusal can say "too weak" instead of "unknown"; access/decide refuses them. Calls back after returning or, for a card
 * that needs no further exchange, at once: the poller's own callback is already asynchronous.
 * `secure`: undefined where the board has no part for cards that prove themselves.
 */
export function identify(card: Card, secure: SecureCards | undefined, done: Identified): void {
  const uid = { technology: technology.uid, identifier: card.target.uid };
  if (secure && card.target.ats) {
    secure.prove(card, (fault: number, candidate: Candidate | undefined, failed: number) => {
      if (fault) done(fault, failedProof(fault) ? [uid] : [], failed);
      else done(0, candidate ? [candidate, uid] : [uid], 0);
    });
    return;
  }
  if (!isNtag(card.target)) {
    done(0, [uid], 0);
    return;
  }
  readNtag(card, (fault: number, message: Bytes | undefined) => {
    if (fault) done(fault, [], 0);
    else if (message) done(0, [{ technology: technology.ntag, identifier: message }, uid], 0);
    else done(0, [uid], 0);
  });
}

/** True for the faults of a card that answered, and failed to prove itself. */
export function failedProof(fault: number): boolean {
  return fault >= cardKey && fault <= cardRefused;
}
