import type { Target } from "../../../firmware/src/nfc/iso14443a";
import { parseTargets as parse } from "../../../firmware/src/nfc/iso14443a";
import * as presence from "../../../firmware/src/nfc/presence";
import { jsNative } from "../../../host-tools/simulator/board/native";
import fc from "fast-check";

const native = jsNative();
const card = (uid: number): Target => ({ number: 1, atqa: 4, sak: 8, uid: Uint8Array.of(uid, 2, 3, 4), ats: undefined });
const names = ["", "arrived", "removed", "tooMany"];

function watch(polls: number[][]): string[] {
  const state = presence.nobody();
  return polls.map((uids) => names[presence.next(state, uids.map(card), native)]!);
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
