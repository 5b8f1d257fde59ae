import type { Bytes } from "../base/bytes";
import type { Candidate, Prover } from "../credential/identify";
import type { Door } from "../door/door";
import type { Signal } from "../door/signal";
import type { Card } from "../nfc/poller";
import type { Grants } from "../store/grants";
import type { Grant } from "../wire/grant";
import type { Settings } from "../wire/settings";
import type { Pins } from "./pins";
import type { Recorder } from "./recorder";
import type { WallClock } from "./wall-clock";
import { decide } from "../access/decide";
import * as reason from "../access/reason";
import { cardKey, nfcCardGone } from "../base/fault";
import { failedProof, identify } from "../credential/identify";
import { policyAskPin, policyJournalFailOpens } from "../wire/settings";
import { phone } from "../wire/technology";

/** From the fault of a card that failed to prove itself to the reason of its refusal (access/reason). */
const faultToReason = reason.wrongKey - cardKey;

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
  /** Undefined: this board reads no cards, or phones, that prove themselves. */
  secureCards: Prover;
  phones: Prover;
  /** Left out: this board has no keypad. */
  pins?: Pins;
  private readonly room: TapRoom;

  constructor(room: TapRoom) {
    this.room = room;
    this.secureCards = this.phones = undefined;
  }

  present(card: Card, finished: () => void): void {
    identify(card, this.secureCards, this.phones, (code: number, candidates: Candidate[], technology: number) => {
      if (!code) this.judge(candidates);
      else if (failedProof(code)) this.unproved(code + faultToReason, technology, candidates);
      else this.conclude(code === nfcCardGone ? reason.cardGone : reason.unreadable, 0, 0, undefined);
      finished();
    });
  }

  tooMany(finished: () => void): void {
    this.conclude(reason.twoCards, 0, 0, undefined);
    finished();
  }

  /**
   * What the list holds for `candidate`, looked for once. A lease stands in for a line of the list where there is none; a list
   * that was never whole, or is not any more, cannot say that it was not taken back.
   */
  known(candidate: Candidate): Grant | undefined {
    if (candidate.token) return candidate.grant;
    candidate.token = this.room.tokenOf(candidate.technology, candidate.identifier);
    candidate.grant = this.room.grants.find(candidate.token);
    if (candidate.lease && !candidate.grant && this.room.grants.version) candidate.grant = candidate.lease;
    return candidate.grant;
  }

  /** The strongest way in that the list knows; when it knows none, the refusal names the strongest the card had. */
  private judge(candidates: Candidate[]): void {
    let best = candidates[0]!;
    for (let i = 0; i < candidates.length; i++) {
      if (this.known(candidates[i]!)) {
        best = candidates[i]!;
        break;
      }
    }
    this.decide(best, false);
  }

  /** A card that failed to prove itself is refused by that name, unless the door takes mere numbers and the list has this one. */
  private unproved(why: number, technology: number, candidates: Candidate[]): void {
    if (this.room.settings().assuranceMin === 0 && this.known(candidates[0]!)) this.judge(candidates);
    else this.conclude(why, 0, technology, undefined);
  }

  /** `asked`: its PIN was right. */
  decide(best: Candidate, asked: boolean): void {
    const settings = this.room.settings();
    const when = this.room.wall.read();
    const verdict = decide({
      grant: best.grant,
      technology: best.technology,
      now: when.now,
      clockSure: when.sure,
      unsureMin: when.sure ? 0 : this.room.wall.unsureMin(),
      unlocked: best.unlocked,
      mode: this.room.door.modeInForce(),
      settings: settings,
    });
    const asks = settings.policies & policyAskPin && verdict.unlockMs && !asked && best.technology !== phone;
    if (asks && this.pins) return this.pins.askPin(best, this);
    const damaged = verdict.reason === reason.unknownCredential && this.room.grants.damaged;
    this.conclude(asks ? reason.pinNoKeypad : damaged ? reason.listDamaged : verdict.reason, verdict.unlockMs, best.technology, best.token);
  }

  /** The journal before the relay: no cut can leave an opening without its record. */
  conclude(why: number, unlockMs: number, technology: number, token: Bytes | undefined): void {
    const granted = reason.opens(why);
    if (this.pins) this.pins.dropPin();
    const recorded = this.room.recorder.tap(why, granted, technology, token, this.room.wall.read());
    if (granted && (recorded || this.room.settings().policies & policyJournalFailOpens)) {
      this.room.door.unlock(unlockMs);
      this.room.signal.granted();
    } else this.room.signal.denied();
  }
}
