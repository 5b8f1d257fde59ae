import * as technology from "../../firmware/src/wire/technology";
import { flagEv1 } from "../../firmware/src/wire/card-profile";
import { DesfireApplet } from "../../host-tools/simulator/cards/desfire";
import { IsoDepCard, type Applet } from "../../host-tools/simulator/cards/iso-dep-card";
import { looksOf, memoryOf, secureCard, type SecureCardPlan } from "../../host-tools/simulator/cards/secure-card";
import type { EmulatedCard } from "../../host-tools/simulator/cards/card";
import { diversify } from "../../host-tools/provision/diversify";
import { nobleCipher } from "../../host-tools/simulator/board/cipher";
import { tryClones } from "../support/clones";
import { CardBench, cardId, plan, profile, uid, zoneKey } from "../support/card-bench";

const listed = [{ technology: technology.desfire, identifier: cardId }, { technology: technology.uid, identifier: uid }];
const named = [
  "unknownCredential", "assuranceTooLow", "cardGone", "unreadable", "wrongKey", "wrongKeyVersion", "cardReplayed", "cardAltered",
  "cardRefused", "twoCards",
];
/** The next card must be served in this time, whatever was held up before. */
const servedMs = 500;
const other = Uint8Array.of(4, 1, 2, 3, 4, 5, 6);
const authenticateEv2First = 0x71;

/** A card whose commands or answers somebody changes on the way: `change` gets each with its number. */
function between(change: (frame: Uint8Array, index: number, toCard: boolean) => Uint8Array, more: Partial<SecureCardPlan> = {}): IsoDepCard {
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

/** Every frame of a good tap, both ways, as they were. */
function recorded(flags: number): { frame: Uint8Array; index: number; toCard: boolean }[] {
  const frames: { frame: Uint8Array; index: number; toCard: boolean }[] = [];
  const bench = new CardBench([profile({ flags })], listed, 3);
  const card = between((frame, index, toCard) => {
    frames.push({ frame: Uint8Array.from(frame), index, toCard });
    return frame;
  }, { comm: flags & 3 });
  if (!bench.hold([card]).granted) throw new Error("the good tap was refused");
  return frames;
}

function damages(frame: Uint8Array): Uint8Array[] {
  const flipped = Array.from({ length: frame.length * 8 }, (_, bit) => frame.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)));
  const cut = Array.from({ length: frame.length }, (_, length) => frame.subarray(0, length));
  const longer = [1, 2, 16, 100].map((more) => Uint8Array.of(...frame, ...new Uint8Array(more)));
  return [...flipped, ...cut, ...longer];
}

/** Holds up a bad card, then at once a good one with another UID: the first gets nothing, the second is served in time. */
function badThenGood(bench: CardBench, bad: EmulatedCard[]): string {
  const verdict = bench.hold(bad);
  expect(verdict.granted).toBe(false);
  expect(named).toContain(verdict.reason);
  const good = bench.hold([secureCard(plan({ uid: other }))]);
  expect(good).toMatchObject({ granted: true });
  expect(good.ms).toBeLessThanOrEqual(servedMs);
  bench.clear();
  return verdict.reason;
}

describe.each([["EV2 full", 3], ["EV2 MAC", 1], ["EV1 full", 3 | flagEv1]] as const)("%s: every frame truncated, extended, bit-flipped", (_name, flags) => {
  const more = { comm: flags & 3 };
  const frames = recorded(flags);

  it("opens for none of them", () => {
    const reasons = new Map<string, number>();
    let bench = new CardBench([profile({ flags })], listed, 3);
    let tried = 0;
    for (const { frame, index, toCard } of frames) {
      for (const damaged of damages(frame)) {
        if (tried++ % 400 === 399) bench = new CardBench([profile({ flags })], listed, 3);
        const card = between((one, at, way) => (at === index && way === toCard ? damaged : one), more);
        const verdict = bench.hold([card]);
        expect([verdict.granted, named.includes(verdict.reason), index, toCard]).toEqual([false, true, index, toCard]);
        reasons.set(verdict.reason, (reasons.get(verdict.reason) ?? 0) + 1);
        bench.clear();
      }
    }
    expect(tried).toBe(frames.reduce((sum, { frame }) => sum + frame.length * 9 + 4, 0));
  });
});

describe("a bad card and the next one", () => {
  const bench = new CardBench([profile()], listed, 3);

  it.each([1, 2, 3, 4])("torn away after %i exchanges over the air", (count) => {
    bench.reader.frontEnd.tear(count);
    expect(badThenGood(bench, [secureCard(plan())])).toBe("cardGone");
  });

  it("with a wrong key, or a wrong version of it", () => {
    expect(badThenGood(bench, [secureCard(plan({ key: new Uint8Array(16) }))])).toBe("wrongKey");
    expect(badThenGood(bench, [secureCard(plan({ key: new Uint8Array(16), keyVersion: 9 }))])).toBe("wrongKeyVersion");
  });

  it("with the right id and another UID, but a key made for its own UID", () => {
    const key = diversify(nobleCipher(), zoneKey, other);
    expect(badThenGood(bench, [secureCard(plan({ uid: Uint8Array.of(4, 9, 9, 9, 9, 9, 9), key }))])).toBe("wrongKey");
  });

  it("that repeats what a good card said before", () => {
    const said: Uint8Array[] = [];
    const good = between((frame, index, toCard) => (toCard ? frame : (said[index] = Uint8Array.from(frame))));
    expect(bench.hold([good]).granted).toBe(true);
    bench.clear();
    expect(badThenGood(bench, [between((frame, index, toCard) => (toCard ? frame : said[index]!))])).toBe("cardReplayed");
  });

  it("that throws the reader's own numbers back at it", () => {
    let heard: Uint8Array = new Uint8Array(0);
    const mirror = between((frame, index, toCard) => {
      if (toCard) heard = frame;
      if (toCard || index !== 2) return frame;
      return Uint8Array.of(0, ...heard.subarray(1, 33));
    });
    expect(["cardReplayed", "wrongKey"]).toContain(badThenGood(bench, [mirror]));
  });

  it("that is two cards", () => {
    expect(badThenGoodLater([secureCard(plan()), secureCard(plan({ uid: other }))])).toBe("twoCards");
  });

  it.each([1, 2, 3])("swapped for another after %i exchanges", (count) => {
    const swapped = between((frame, index, toCard) => {
      if (toCard && index === count - 1) bench.reader.frontEnd.present(secureCard(plan({ uid: other })));
      return frame;
    });
    const verdict = bench.hold([swapped]);
    expect(verdict).toMatchObject({ granted: false, reason: "cardGone" });
    expect(bench.hold([secureCard(plan({ uid: Uint8Array.of(4, 8, 8, 8, 8, 8, 8) }))]).granted).toBe(true);
    bench.clear();
  });

  it("that asks for more time for ever", () => {
    const endless = secureCard(plan());
    endless.extensions = Infinity;
    expect(badThenGood(bench, [endless])).toBe("unreadable");
    const slow = secureCard(plan());
    slow.extensions = 3;
    expect(bench.hold([slow]).granted).toBe(true);
    bench.clear();
  });

  /** Two cards keep the reader silent until both are gone. */
  function badThenGoodLater(cards: EmulatedCard[]): string {
    const verdict = bench.hold(cards);
    expect(verdict.granted).toBe(false);
    bench.clear();
    expect(bench.hold([secureCard(plan())])).toMatchObject({ granted: true });
    bench.clear();
    return verdict.reason;
  }
});

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

const clones = 100_000;

describe("cloned and replayed cards", () => {
  it(`${clones} of them, and no grant`, () => {
    const tried = tryClones(clones);
    expect(tried.granted).toBe(0);
    expect(tried.tried).toBe(clones);
    expect(tried.goodGranted).toBeGreaterThan(0);
    expect(Object.keys(tried.reasons).sort()).toEqual(["cardAltered", "cardKey", "cardReplayed"]);
  }, 120_000);
});
