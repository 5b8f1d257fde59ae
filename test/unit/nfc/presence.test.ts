import { parseTargets as parse } from "../../../firmware/src/nfc/iso14443a";
import * as presence from "../../../firmware/src/nfc/presence";
import fc from "fast-check";

const names = new Map([[0, ""], [presence.arrived, "arrived"], [presence.removed, "removed"], [presence.tooMany, "tooMany"]]);

/** The news of polls that found these cards each. */
function watch(polls: number[][]): string[] {
  let now = presence.empty;
  let last: number | undefined;
  return polls.map((cards) => {
    const after = presence.next(now, cards.length === 1 && cards[0] === last ? presence.same : cards.length);
    now = after & presence.standing;
    if (cards.length === 1) last = cards[0];
    if (now === presence.empty) last = undefined;
    return names.get(after & ~presence.standing)!;
  });
}

describe("who is in the field", () => {
  it("announces a card once while it is held, and its leaving after two empty polls", () => {
    expect(watch([[1], [1], [1], [], []])).toEqual(["arrived", "", "", "", "removed"]);
  });

  it("takes one missed poll for what it is", () => {
    expect(watch([[1], [], [1], [], [1]])).toEqual(["arrived", "", "", "", ""]);
  });

  it("announces the same card again once it had left, and another card at once", () => {
    expect(watch([[1], [], [], [1], [2]])).toEqual(["arrived", "", "removed", "arrived", "arrived"]);
  });

  it("announces two cards once and stays silent until the field is empty", () => {
    expect(watch([[1, 2], [1, 2], [1], [], [], [1]])).toEqual(["tooMany", "", "", "", "removed", "arrived"]);
  });
});

/** A whole answer, its count first. */
const parseTargets = (answer: Uint8Array) => parse(answer[0]!, answer.subarray(1));

describe("answers to InListPassiveTarget", () => {
  const hex = (text: string) => Uint8Array.from(Buffer.from(text, "hex"));

  it("reads 4- and 7-byte cards, and an ISO 14443-4 card with its answer to select", () => {
    const [four, seven] = parseTargets(hex("02" + "0100040804a1b2c3d4" + "02004400070411223344556600".slice(0, 24)));
    expect(Buffer.from(four!.uid).toString("hex")).toBe("a1b2c3d4");
    expect([seven!.sak, seven!.atqa, seven!.uid.length]).toEqual([0, 0x44, 7]);
    const [desfire] = parseTargets(hex("01" + "0103442007" + "04aabbccddeeff" + "0675778102" + "80"));
    expect(Buffer.from(desfire!.ats!).toString("hex")).toBe("067577810280");
  });

  it("refuses counts and lengths that lie, and never throws anything but its fault", () => {
    expect(() => parseTargets(hex("03010004"))).toThrow();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          for (const target of parseTargets(bytes)) expect([4, 7, 10]).toContain(target.uid.length);
        } catch (caught) {
          expect(caught).toEqual({ fault: 4 });
        }
      }),
      { numRuns: 2000 },
    );
  });
});
