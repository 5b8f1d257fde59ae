import { fromHex } from "../../firmware/src/base/bytes";
import { flagEv1 } from "../../firmware/src/wire/card-profile";
import * as technology from "../../firmware/src/wire/technology";
import { cardFrom } from "../../host-tools/simulator/cards/card-from";
import type { EmulatedCard } from "../../host-tools/simulator/cards/card";
import { secureCard } from "../../host-tools/simulator/cards/secure-card";
import { CardBench, plan, profile, uid, type Tap } from "../support/card-bench";
import { benchOf, between, kinds, listed, type Kind } from "../support/card-kinds";
import { held, phone, takesPhones } from "../support/phone-bench";

const servedMs = 500;
const authenticateEv2First = 0x71;
/** The listing's own frame to a card that speaks ISO/IEC 14443-4. */
const rats = 0xe0;

describe("a line that loses the acknowledgement and the answer of one command, so that it goes to the card twice", () => {
  it.each([["EV2", 3, 1], ["EV2", 3, 2], ["EV2", 3, 3], ["EV2", 3, 4], ["EV1", 3 | flagEv1, 1], ["EV1", 3 | flagEv1, 2], ["EV1", 3 | flagEv1, 3]])(
    "%s, profile flags %i, command %i: the card is read once more from its start and opens",
    (_name, flags, lost) => {
      const bench = new CardBench([profile({ flags })], listed, 3);
      const { frontEnd } = bench.reader;
      let sent = 0;
      const card = between((frame, _index, toCard) => {
        if (toCard && ++sent === lost - 1) frontEnd.loseNext();
        return frame;
      });
      if (lost === 1) frontEnd.loseNext();
      expect(bench.hold([card])).toMatchObject({ granted: true, technology: technology.desfire });
      expect(sent).toBeGreaterThan(4);
    },
  );

  it("is called unreadable, and no card of a stranger, when it loses them at the second reading as well", () => {
    const bench = new CardBench([profile()], [...listed, { technology: technology.uid, identifier: uid }]);
    let begun = 0;
    const card = between((frame, _index, toCard) => {
      if (toCard && frame[0] === authenticateEv2First && ++begun) bench.reader.frontEnd.loseNext();
      return frame;
    });
    expect(bench.hold([card])).toMatchObject({ granted: false, reason: "unreadable" });
    expect(begun).toBe(2);
    bench.clear();
    expect(bench.hold([secureCard(plan())])).toMatchObject({ granted: true, reason: "granted" });
  });
});

describe("a line that is late once, so that a command is said twice and its answers are heard after that", () => {
  it.each(kinds)("%s: opens, at whichever command and however late", (_name, kind) => {
    const bench = benchOf(kind);
    const refused: [number, number, string][] = [];
    for (let command = 1; command <= 4; command++) {
      for (let ms = 90; ms <= 330; ms += 10) {
        const { granted, reason } = late(bench, kind, command, ms);
        if (!granted) refused.push([command, ms, reason]);
      }
    }
    expect(refused).toEqual([]);
  });

  function late(bench: CardBench, kind: Kind, command: number, ms: number): Tap {
    const { frontEnd } = bench.reader;
    let sent = 0;
    const card = between((frame, _index, toCard) => {
      if (toCard && ++sent === command - 1) frontEnd.late(1, ms);
      return frame;
    }, kind.plan);
    /* Of the listing that finds the card the acknowledgement is long there. */
    if (command === 1) frontEnd.late(1, ms);
    const verdict = bench.hold([card]);
    bench.clear();
    return verdict;
  }
});

describe("a card that is read before it is near enough, and is silent from one of its answers on until it is listed again", () => {
  const message = "d101045402656e41";
  const wayIn: [string, () => CardBench, () => EmulatedCard, number][] = [
    ...kinds.map(([name, kind]): (typeof wayIn)[number] => [name, () => benchOf(kind), () => secureCard(plan(kind.plan)), 4]),
    ["phone", () => new CardBench([], listed, 3, takesPhones), () => held(phone()), 2],
    [
      "NTAG213",
      () => new CardBench([], [{ technology: technology.ntag, identifier: fromHex(message) }]),
      () => cardFrom(`ntag213:04A1B2C3D4E5F6:${message}`),
      1,
    ],
  ];

  it.each(wayIn)("%s: opens within half a second; one that falls silent every time is refused", (_name, open, card, exchanges) => {
    const bench = open();
    for (let heard = 0; heard < exchanges; heard++) {
      const once = bench.hold([silentAfter(card(), heard, 1)]);
      expect(once).toMatchObject({ granted: true, reason: "granted" });
      expect(once.ms).toBeLessThanOrEqual(servedMs);
      bench.clear();
      expect(bench.hold([silentAfter(card(), heard, Infinity)])).toMatchObject({ granted: false, reason: "cardGone" });
      bench.clear();
    }
    expect(bench.taps()).toEqual([]);
  });

  /** The card's answers after the first `heard` are lost in `times` of its stays in the field. */
  function silentAfter(card: EmulatedCard, heard: number, times: number): EmulatedCard {
    let [sent, left] = [0, times];
    return {
      ...looks(card),
      exchange: (frame) => {
        const answer = card.exchange(frame);
        if (frame[0] === rats) return answer;
        return left > 0 && sent++ >= heard ? undefined : answer;
      },
      reset: () => {
        if (sent > heard) left--;
        sent = 0;
        card.reset();
      },
    };
  }
  const looks = ({ atqa, sak, uid: own }: EmulatedCard) => ({ atqa, sak, uid: own });
});
