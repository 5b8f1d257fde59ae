import * as technology from "../../firmware/src/wire/technology";
import { flagEv1, type CardProfile } from "../../firmware/src/wire/card-profile";
import { DesfireApplet } from "../../host-tools/simulator/cards/desfire";
import { IsoDepCard, type Applet } from "../../host-tools/simulator/cards/iso-dep-card";
import { looksOf, memoryOf, type SecureCardPlan } from "../../host-tools/simulator/cards/secure-card";
import { CardBench, cardId, plan, profile, uid } from "./card-bench";

export const listed = [{ technology: technology.desfire, identifier: cardId }, { technology: technology.uid, identifier: uid }];

/** A card whose commands or answers somebody changes on the way: `change` gets each with its number. */
export function between(change: (frame: Uint8Array, index: number, toCard: boolean) => Uint8Array, more: Partial<SecureCardPlan> = {}): IsoDepCard {
  const inner = new DesfireApplet(plan(more).uid, plan(more).generation, memoryOf(plan(more)));
  let index = 0;
  const applet: Applet = {
    apdu: (command) => {
      const answer = change(inner.apdu(change(command, index, true)), index, false);
      index++;
      return answer;
    },
    reset: () => {
      index = 0;
      inner.reset();
    },
  };
  return new IsoDepCard(looksOf(plan(more)), applet);
}

/** A kind of card, the profile that fits it, and both at a reader whose list has its id. */
export interface Kind {
  profile: Partial<CardProfile>;
  plan: Partial<SecureCardPlan>;
}
const desfire = (flags: number): Kind => ({ profile: { flags }, plan: { comm: flags & 3 } });
const ntag424 = (flags: number): Kind => ({
  profile: { technology: technology.ntag424, flags, file: 3 },
  plan: { generation: "ntag424", comm: flags, file: 3 },
});
export const kinds: [string, Kind][] = [
  ["EV2 full", desfire(3)], ["EV2 MAC", desfire(1)], ["EV2 plain", desfire(0)],
  ["EV1 full", desfire(3 | flagEv1)], ["EV1 MAC", desfire(1 | flagEv1)], ["EV1 plain", desfire(0 | flagEv1)],
  ["NTAG 424 full", ntag424(3)], ["NTAG 424 MAC", ntag424(1)], ["NTAG 424 plain", ntag424(0)],
];
export const benchOf = (kind: Kind): CardBench =>
  new CardBench([profile(kind.profile)], [...listed, { technology: technology.ntag424, identifier: cardId }], 3);
