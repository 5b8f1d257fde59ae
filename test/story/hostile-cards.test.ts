import * as technology from "../../firmware/src/wire/technology";
import { secureCard } from "../../host-tools/simulator/cards/secure-card";
import type { EmulatedCard } from "../../host-tools/simulator/cards/card";
import { diversify } from "../../host-tools/keys/diversify";
import { nobleCipher } from "../../host-tools/simulator/board/cipher";
import { tryClones } from "../support/clones";
import { held, phone, takesPhones } from "../support/phone-bench";
import { CardBench, cardId, plan, profile, uid, zoneKey } from "../support/card-bench";
import { benchOf, between, kinds, listed, type Kind } from "../support/card-kinds";

const named = [
  "unknownCredential", "assuranceTooLow", "cardGone", "unreadable", "wrongKey", "wrongKeyVersion", "cardReplayed", "cardAltered",
  "cardRefused", "twoCards",
];
/** The next card must be served in this time, whatever was held up before. */
const servedMs = 500;
/** Until the relay has fallen (card-bench) and the green light is out (door/signal): it has to go on anew for the bench to see it. */
const clearedMs = 2000;
/** The next card comes after one damage of three, which is each bit of a byte by turns: a good tap takes as long to act out as a bad one. */
const servedEvery = 3;
const other = Uint8Array.of(4, 1, 2, 3, 4, 5, 6);

/** Every frame of a good tap, both ways, as they were. */
function recorded(kind: Kind): { frame: Uint8Array; index: number; toCard: boolean }[] {
  const frames: { frame: Uint8Array; index: number; toCard: boolean }[] = [];
  const bench = benchOf(kind);
  const card = between((frame, index, toCard) => {
    frames.push({ frame: Uint8Array.from(frame), index, toCard });
    return frame;
  }, kind.plan);
  if (!bench.hold([card]).granted) throw new Error("the good tap was refused");
  return frames;
}

type Damage = (frame: Uint8Array) => Uint8Array;

/** What may happen to a frame of so many bytes. It is done to the frames of a tap as it runs: those of another one are replays. */
function damages(bytes: number): Damage[] {
  const flipped = Array.from({ length: bytes * 8 }, (_, bit): Damage => (frame) => frame.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)));
  const cut = Array.from({ length: bytes }, (_, length): Damage => (frame) => frame.subarray(0, length));
  const longer = [1, 2, 16, 100].map((more): Damage => (frame) => Uint8Array.of(...frame, ...new Uint8Array(more)));
  return [...flipped, ...cut, ...longer];
}

/** A good card with another UID, held up at once: let in, and in time. */
function served(bench: CardBench, kind: Kind): boolean {
  const { granted, ms } = bench.hold([secureCard(plan({ ...kind.plan, uid: other }))]);
  return granted && ms <= servedMs;
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

describe.each(kinds)("%s: every frame truncated, extended, bit-flipped", (name, kind) => {
  const frames = recorded(kind);
  const answers = frames.filter(({ toCard }) => !toCard).map(({ frame }) => frame);
  /** A changed command that the card took for the good one (an NTAG 424 looks at no P1 of SELECT) is no damage, */
  const taken = (index: number, answer: Uint8Array): boolean => {
    const good = answers[index]!;
    return answer.length === good.length && answer.at(-1) === good.at(-1);
  };

  /** nor are 90 and 91 in each other's place: what a status word says is in its second byte. */
  const interclass = (good: Uint8Array, said: Uint8Array): boolean => {
    const at = good.length - 2;
    return kind.plan.generation === "ntag424" && said.length === good.length && (said[at]! & 0xfe) === 0x90 && said.every((byte, i) => i === at || byte === good[i]);
  };

  it("opens for none of them, and serves the next card in time", () => {
    let bench = benchOf(kind);
    let tried = 0;
    let opened = 0;
    const late: unknown[] = [];
    for (const { frame, index, toCard } of frames) {
      for (const damage of damages(frame.length)) {
        if (tried++ % 400 === 399) bench = benchOf(kind);
        let same = false;
        const card = between((one, at, way) => {
          if (!way && at === index) same = toCard ? taken(at, one) : interclass(one, damage(one));
          return at === index && way === toCard ? damage(one) : one;
        }, kind.plan);
        const verdict = bench.hold([card]);
        expect([verdict.granted && !same, named.includes(verdict.reason) || verdict.granted, index, toCard]).toEqual([false, true, index, toCard]);
        if (verdict.granted) opened++;
        else if (tried % servedEvery === 0 && !served(bench, kind)) late.push([tried, index, toCard]);
        bench.clear(clearedMs);
      }
    }
    expect(late).toEqual([]);
    expect(tried).toBe(frames.reduce((sum, { frame }) => sum + frame.length * 9 + 4, 0));
    if (/^EV. (full|MAC)/.test(name)) expect(opened).toBe(0);
  }, 120_000);
});

describe("a bad card and the next one", () => {
  const bench = new CardBench([profile()], listed, 3);

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

  it.each([
    [1, other, "granted"], [2, other, "granted"], [3, other, "granted"],
    [1, Uint8Array.of(4, 9, 9, 9, 9, 9, 9), "unknownCredential"], [3, Uint8Array.of(4, 9, 9, 9, 9, 9, 9), "unknownCredential"],
  ])("swapped after %i exchanges for another, %j, which has to prove all by itself: %s", (count, instead, reason) => {
    const second = secureCard(plan({ uid: instead, data: reason === "granted" ? cardId : new Uint8Array(16) }));
    const swapped = between((frame, index, toCard) => {
      if (toCard && index === count - 1) bench.reader.frontEnd.present(second);
      return frame;
    });
    expect(bench.hold([swapped])).toMatchObject({ granted: reason === "granted", reason });
    bench.clear();
    const next = bench.hold([secureCard(plan({ uid: Uint8Array.of(4, 8, 8, 8, 8, 8, 8) }))]);
    expect(next.granted).toBe(true);
    expect(next.ms).toBeLessThanOrEqual(servedMs);
    bench.clear();
  });

  /** Two cards keep the reader silent until both are gone. */
  function badThenGoodLater(cards: EmulatedCard[]): string {
    const verdict = bench.hold(cards);
    expect(verdict.granted).toBe(false);
    bench.clear();
    const good = bench.hold([secureCard(plan())]);
    expect(good.granted).toBe(true);
    expect(good.ms).toBeLessThanOrEqual(servedMs);
    bench.clear();
    return verdict.reason;
  }
});

describe.each([...kinds, ["a phone", undefined] as const])("%s, disturbed, and the next card", (_name, kind) => {
  const phoneUid = Uint8Array.of(8, 1, 2, 3);
  const bench = new CardBench([profile(kind?.profile)], [...listed, { technology: technology.ntag424, identifier: cardId }], 3, takesPhones);
  const card = (own = uid) => (kind ? secureCard(plan({ ...kind.plan, uid: own })) : held(phone(), own === uid ? phoneUid : Uint8Array.of(8, 7, 7, 7)));

  it("is refused as gone wherever it is torn away, until it was there for all of the tap", () => {
    let count = 1;
    for (;; count++) {
      bench.reader.frontEnd.tear(count);
      const verdict = bench.hold([card()]);
      bench.reader.frontEnd.tear(Infinity);
      if (verdict.granted) break;
      expect([count, verdict.reason]).toEqual([count, "cardGone"]);
      served();
    }
    /* At the least: two commands of a phone, four of a card. */
    expect(count).toBeGreaterThan(kind ? 3 : 1);
    bench.clear();
  });

  it("is refused when it asks for more time for ever, and let in when it asks three times", () => {
    const endless = card();
    endless.extensions = Infinity;
    expect(bench.hold([endless])).toMatchObject({ granted: false, reason: "unreadable" });
    served();
    const slow = card();
    slow.extensions = 3;
    expect(bench.hold([slow]).granted).toBe(true);
    bench.clear();
  });

  function served(): void {
    const good = bench.hold([card(other)]);
    expect(good.granted).toBe(true);
    expect(good.ms).toBeLessThanOrEqual(servedMs);
    bench.clear();
  }
});

const clones = 100_000;

describe("cloned and replayed cards", () => {
  it(`${clones} of them, and no grant`, () => {
    const tried = tryClones(clones);
    expect(tried.granted).toBe(0);
    expect(tried.tried).toBe(clones);
    expect(tried.goodGranted).toEqual({ EV2: 34, EV1: 33, "NTAG 424": 33 });
    expect(Object.keys(tried.reasons).sort()).toEqual(["cardAltered", "cardKey", "cardReplayed"]);
  }, 300_000);
});
