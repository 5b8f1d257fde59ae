import type { Bytes } from "../base/bytes";
import type { Card } from "../nfc/poller";
import * as technology from "../wire/technology";
import { isNtag, readNtag } from "./ntag";

/** One way in that a card offers. */
export interface Candidate {
  technology: number;
  identifier: Bytes;
}

/** Fault 0 and the candidates, strongest first; or a fault and none. */
export type Identified = (fault: number, candidates: Candidate[]) => void;

/**
 * What the card in the field can prove, as far as the door accepts it (`assuranceMin`, see wire/technology). A card whose
 * tag memory says nothing useful still has its UID. Weaker candidates than the door accepts are still named, so that the
 * refusal can say "too weak" instead of "unknown"; access/decide refuses them. Calls back after returning or, for a card
 * that needs no further exchange, at once: the poller's own callback is already asynchronous.
 */
export function identify(card: Card, done: Identified): void {
  const uid = { technology: technology.uid, identifier: card.target.uid };
  if (!isNtag(card.target)) {
    done(0, [uid]);
    return;
  }
  readNtag(card, (fault: number, message: Bytes | undefined) => {
    if (fault) done(fault, []);
    else if (message) done(0, [{ technology: technology.ntag, identifier: message }, uid]);
    else done(0, [uid]);
  });
}
