import type { Applet } from "../../host-tools/simulator/cards/iso-dep-card";
import { CardBench } from "../support/card-bench";
import { held, phone, takesPhones } from "../support/phone-bench";

/* The whole reader against a phone whose every command and answer is bit-flipped, cut and lengthened on the way, and the next phone after it. */
const named = ["unknownCredential", "assuranceTooLow", "unreadable", "cardRefused", "cardAltered", "leaseForged", "leaseWrongDoor", "phoneTag", "wrongKey", "leaseMissing"];
/** The next one must be served in this time, whatever was held up before. */
const servedMs = 500;
const reader = (): CardBench => new CardBench([], [], 3, takesPhones);

type Damage = (frame: Uint8Array) => Uint8Array;
type Side = "command" | "answer";

function between(change: (frame: Uint8Array, index: number, side: Side) => Uint8Array): Applet {
  const inner = phone();
  let index = 0;
  return {
    apdu: (command) => {
      const answer = change(inner.apdu(change(command, index, "command")), index, "answer");
      index++;
      return answer;
    },
    reset: () => {
      index = 0;
      inner.reset();
    },
  };
}

function damages(bytes: number): Damage[] {
  const flipped = Array.from({ length: bytes * 8 }, (_, bit): Damage => (frame) => frame.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)));
  const cut = Array.from({ length: bytes }, (_, length): Damage => (frame) => frame.subarray(0, length));
  const longer = [1, 2, 16, 100].map((more): Damage => (frame) => Uint8Array.of(...frame, ...new Uint8Array(more)));
  return [...flipped, ...cut, ...longer];
}

/* What nobody looks at (docs/phone-protocol.md): P2, Le and what follows of SELECT, its answer's pseudonym, Le of AUTH. */
const ignored: { [frame: string]: (good: Uint8Array, bad: Uint8Array) => boolean } = {
  "0 command": (good, bad) => good.every((byte, i) => i === 3 || i === 14 || byte === bad[i]),
  "0 answer": (good, bad) => good.length === bad.length && good.every((byte, i) => (i > 0 && i < 9) || byte === bad[i]),
  "1 command": (good, bad) => good.length === bad.length && good.every((byte, i) => i === 45 || byte === bad[i]),
};

test.each([
  [0, "command", 15], [0, "answer", 11], [1, "command", 46], [1, "answer", 62],
] as const)("exchange %i, its %s of %i bytes: nothing but what nobody looks at opens, and the next phone is served", (index, side, bytes) => {
  let at = reader();
  const reasons = new Set<string>();
  for (const [tried, damage] of damages(bytes).entries()) {
    if (tried % 200 === 199) at = reader();
    let harmless = false;
    const bad = between((frame, one, way) => {
      if (one !== index || way !== side) return frame;
      const changed = damage(frame);
      expect(frame).toHaveLength(bytes);
      harmless = ignored[`${index} ${side}`]?.(frame, changed) ?? false;
      return changed;
    });
    const { granted, reason } = at.hold([held(bad)]);
    expect([tried, granted, granted || named.includes(reason) ? "named" : reason]).toEqual([tried, harmless, "named"]);
    if (granted) at.clear();
    else reasons.add(reason);
    const next = at.hold([held(phone(), Uint8Array.of(8, 7, 7, 7))]);
    expect([tried, next.granted, next.ms <= servedMs]).toEqual([tried, true, true]);
    at.clear();
  }
  expect(reasons.size).toBeGreaterThan(0);
});
