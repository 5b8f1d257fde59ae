import type { Bytes } from "../base/bytes";
import type { Candidate, Prover } from "../credential/identify";
import type { Door } from "../door/door";
import type { Signal } from "../door/signal";
import type { Card } from "../nfc/poller";
import type { Grants } from "../store/grants";
import type { Grant } from "../wire/grant";
import type { Settings } from "../wire/settings";
import type { Pins, PinTaps } from "./pins";
import type { Recorder } from "./recorder";
import type { Reading, WallClock } from "./wall-clock";
import { decide } from "../access/decide";
import * as reason from "../access/reason";
import { cardKey, nfcCardGone, nfcChecksum } from "../base/fault";
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
export interface Taps extends PinTaps {
  /** Undefined: this board reads no cards, or phones, that prove themselves. */
  secureCards: Prover;
  phones: Prover;
  /** Undefined: this board has no keypad. */
  pins: Pins | undefined;
  present(card: Card, finished: (again?: boolean) => void): void;
  removed(): void;
  tooMany(finished: () => void): void;
}

/** Functions that know the room by its name rather than an object's: a member of a member costs the interpreter as much as a statement. */
export function createTaps(room: TapRoom): Taps {
  const wall = room.wall;
  /** The fault of a first reading that said nothing about the card; 0: none. */
  let doubt = 0;

  /** The journal before the relay: no cut can leave an opening without its record. */
  function conclude(why: number, unlockMs: number, technology: number, token: Bytes | undefined, when: Reading): void {
    const granted = reason.opens(why);
    if (taps.pins) taps.pins.dropPin();
    const recorded = room.recorder.tap(why, granted, technology, token, when);
    if (granted && (recorded || room.settings().policies & policyJournalFailOpens)) {
      room.door.unlock(unlockMs);
      room.signal.granted();
    } else room.signal.denied();
  }

  function known(candidate: Candidate): Grant | undefined {
    if (candidate.token) return candidate.grant;
    candidate.token = room.tokenOf(candidate.technology, candidate.identifier);
    candidate.grant = room.grants.find(candidate.token);
    if (candidate.lease && !candidate.grant && room.grants.version) candidate.grant = candidate.lease;
    return candidate.grant;
  }

  function judgeOne(best: Candidate, asked: boolean): void {
    const settings = room.settings();
    const when = wall.read();
    const verdict = decide({
      grant: best.grant,
      technology: best.technology,
      now: when.now,
      clockSure: when.sure,
      unsureMin: when.sure ? 0 : wall.unsureMin(),
      unlocked: best.unlocked,
      mode: room.door.modeInForce(),
      settings: settings,
    });
    const asks = settings.policies & policyAskPin && verdict.unlockMs && !asked && best.technology !== phone;
    if (asks && taps.pins) return taps.pins.askPin(best, taps);
    const damaged = verdict.reason === reason.unknownCredential && room.grants.damaged;
    conclude(asks ? reason.pinNoKeypad : damaged ? reason.listDamaged : verdict.reason, verdict.unlockMs, best.technology, best.token, when);
  }

  /** The strongest way in that the list knows; when it knows none, the refusal names the strongest the card had. */
  function judge(candidates: Candidate[]): void {
    let best = candidates[0]!;
    for (let i = 0; i < candidates.length; i++) {
      if (known(candidates[i]!)) {
        best = candidates[i]!;
        break;
      }
    }
    judgeOne(best, false);
  }

  function refuse(why: number, technology: number): void {
    conclude(why, 0, technology, undefined, wall.read());
  }

  /** A card that failed to prove itself is refused by that name, unless the door takes mere numbers and the list has this one. */
  function unproved(why: number, technology: number, candidates: Candidate[]): void {
    if (room.settings().assuranceMin === 0 && known(candidates[0]!)) judge(candidates);
    else refuse(why, technology);
  }

  /**
   * A command that was sent twice may have reached the card twice, and a card that proves itself step by step does not take the
   * second. What failed by that says nothing about the card, nor does a fault on the line or in the air: a card is often read before
   * it is near enough. Whoever is there then is listed and read once more, from the start, before the person is told.
   */
  function read(card: Card, finished: (again?: boolean) => void): void {
    const repeats = card.counts.repeats;
    identify(card, taps.secureCards, taps.phones, (code: number, candidates: Candidate[], technology: number) => {
      if (card.counts.repeats !== repeats && card.target.ats && code !== nfcCardGone && (code || !candidates[1])) code = nfcChecksum;
      if (!code) judge(candidates);
      else if (failedProof(code)) unproved(code + faultToReason, technology, candidates);
      else {
        const again = !doubt;
        doubt = code;
        if (again) return finished(true);
        removed();
      }
      doubt = 0;
      finished();
    });
  }

  /** Nobody is there to be read once more. */
  function removed(): void {
    if (doubt) refuse(doubt === nfcCardGone ? reason.cardGone : reason.unreadable, 0);
    doubt = 0;
  }

  const taps: Taps = {
    secureCards: undefined,
    phones: undefined,
    pins: undefined,
    known: known,
    decide: judgeOne,
    conclude: (why, unlockMs, technology, token) => conclude(why, unlockMs, technology, token, wall.read()),
    present: read,
    removed: removed,
    tooMany(finished: () => void): void {
      doubt = 0;
      refuse(reason.twoCards, 0);
      finished();
    },
  };
  return taps;
}
