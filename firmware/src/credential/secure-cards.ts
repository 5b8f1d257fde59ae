import type { Bytes } from "../base/bytes";
import type { SessionStart } from "../crypto/card-session";
import type { Card } from "../nfc/poller";
import type { Grant } from "../wire/grant";
import type { Settings } from "../wire/settings";
import type { PreparedProfile } from "./card-profiles";
import type { ReadingRoom } from "./card-reading";
import type { Candidate } from "./identify";
import * as fault from "../base/fault";
import { CardReading } from "./card-reading";
import { prepareProfiles, unwrap } from "./card-profiles";
import { pinBytes } from "../wire/card-profile";
import { policyAskPin } from "../wire/settings";

export interface SecureRoom extends ReadingRoom {
  /** `wrapKeyOf` this reader (crypto/kdf). */
  wrapKey: Bytes;
  /** In force; looked at for each tap. */
  settings(): Settings;
  /** What the list holds for a candidate; remembered in it. */
  known(candidate: Candidate): Grant | undefined;
}

/** What a card proved; or the fault by which it failed and the technology that it failed in. */
export type Proved = (fault: number, candidate: Candidate | undefined, technology: number) => void;

/** Cards that prove themselves by a key, each profile in turn until one fits. */
export class SecureCards {
  private readonly room: SecureRoom;
  private readonly starts: { ev2: SessionStart; ev1: SessionStart | undefined };
  private from: Bytes | undefined;
  private prepared: PreparedProfile[];

  constructor(room: SecureRoom, ev2: SessionStart, ev1: SessionStart | undefined) {
    this.room = room;
    this.starts = { ev2: ev2, ev1: ev1 };
    this.from = undefined;
    this.prepared = [];
  }

  /** Calls back once; at once, with neither fault nor candidate, when no profile is for this card. */
  prove(card: Card, done: Proved): void {
    const bytes = this.room.settings().profiles;
    if (bytes !== this.from) {
      this.prepared = prepareProfiles(this.room, this.room.wrapKey, bytes, this.starts);
      this.from = bytes;
    }
    this.attempt(card, 0, 0, done);
  }

  /**
   * `failed`: the fault of a profile before whose key was not this card's, plus 256 times its technology, so that an old and a
   * new key may stand side by side.
   */
  private attempt(card: Card, index: number, failed: number, done: Proved): void {
    const profile = this.prepared[index];
    if (!profile) return done(failed & 255, undefined, failed >> 8);
    const candidate: Candidate = { technology: profile.technology, identifier: card.target.uid, token: undefined, grant: undefined };
    const key = profile.zoneKey || this.keyOf(candidate);
    if (!key) return this.attempt(card, index + 1, failed, done);
    new CardReading(this.room, card, profile, (code: number, identifier: Bytes | undefined, verifier: Bytes | undefined) => {
      if (code === fault.cardKey || code === fault.cardKeyVersion) this.attempt(card, index + 1, code + profile.technology * 256, done);
      else if (code) done(code, undefined, profile.technology);
      else if (!identifier) this.attempt(card, index + 1, failed, done);
      else if (!profile.length) done(0, candidate, 0);
      else done(0, { technology: profile.technology, identifier: identifier, token: undefined, grant: undefined, pin: verifier && { verifier: verifier, cmac: key.cmac } }, 0);
    }).start(key, this.room.settings().policies & policyAskPin ? pinBytes : 0);
  }

  /** The card's own key, from its grant. */
  private keyOf(candidate: Candidate) {
    const grant = this.room.known(candidate);
    return grant && grant.key ? unwrap(this.room, this.room.wrapKey, grant.key) : undefined;
  }
}
