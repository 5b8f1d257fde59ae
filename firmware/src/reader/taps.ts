import type { Bytes } from "../base/bytes";
import type { Candidate } from "../credential/identify";
import type { Door } from "../door/door";
import type { Signal } from "../door/signal";
import type { Card } from "../nfc/poller";
import type { Grants } from "../store/grants";
import type { Grant } from "../wire/grant";
import type { Settings } from "../wire/settings";
import type { Recorder } from "./recorder";
import type { WallClock } from "./wall-clock";
import { decide } from "../access/decide";
import * as reason from "../access/reason";
import { nfcCardGone } from "../base/fault";
import { identify } from "../credential/identify";
import { policyJournalFailOpens } from "../wire/settings";

/** What a tap needs of the house. */
export interface TapRoom {
  tokenOf(technology: number, identifier: Bytes): Bytes;
  grants: Grants;
  settings(): Settings;
  wall: WallClock;
  recorder: Recorder;
  door: Door;
  signal: Signal;
}

/** From a card in the field to the door: identify, look up, decide, record, and only then the relay. */
export class Taps {
  private readonly room: TapRoom;

  constructor(room: TapRoom) {
    this.room = room;
  }

  present(card: Card, finished: () => void): void {
    identify(card, (code: number, candidates: Candidate[]) => {
      if (code) this.conclude(code === nfcCardGone ? reason.cardGone : reason.unreadable, 0, 0, undefined);
      else this.judge(candidates);
      finished();
    });
  }

  tooMany(finished: () => void): void {
    this.conclude(reason.twoCards, 0, 0, undefined);
    finished();
  }

  /** The strongest way in that the list knows; when it knows none, the refusal names the strongest the card had. */
  private judge(candidates: Candidate[]): void {
    let technology = 0;
    let token: Bytes | undefined;
    let grant: Grant | undefined;
    for (let i = 0; i < candidates.length && !grant; i++) {
      const candidate = candidates[i]!;
      const found = this.room.tokenOf(candidate.technology, candidate.identifier);
      grant = this.room.grants.find(found);
      if (grant || !token) {
        token = found;
        technology = candidate.technology;
      }
    }
    this.decide(grant, technology, token);
  }

  private decide(grant: Grant | undefined, technology: number, token: Bytes | undefined): void {
    const verdict = decide({
      grant: grant,
      technology: technology,
      now: this.room.wall.now(),
      clockSure: this.room.wall.sure(),
      mode: this.room.door.modeInForce(),
      settings: this.room.settings(),
    });
    const damaged = verdict.reason === reason.unknownCredential && this.room.grants.damaged;
    this.conclude(damaged ? reason.listDamaged : verdict.reason, verdict.unlockMs, technology, token);
  }

  /** The journal before the relay: no cut can leave an opening without its record. */
  private conclude(why: number, unlockMs: number, technology: number, token: Bytes | undefined): void {
    const granted = reason.opens(why);
    const recorded = this.room.recorder.tap(why, granted, technology, token);
    if (granted && (recorded || this.room.settings().policies & policyJournalFailOpens)) {
      this.room.door.unlock(unlockMs);
      this.room.signal.granted();
    } else this.room.signal.denied();
  }
}
