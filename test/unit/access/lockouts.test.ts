import { clearTries, countTry, isBarred, lockoutBytes, lockoutRows, lockoutsOf } from "../../../firmware/src/access/lockouts";

const card = (number: number) => Uint8Array.of(number, 1, 2, 3, 4, 5, 6, 7);
const none = () => lockoutsOf(new Uint8Array(lockoutBytes));
const minute = 60_000;

/** Tries until one is refused. */
function tries(l: ReturnType<typeof none>, number: number, nowMs: number): number {
  let count = 0;
  while (countTry(l, card(number), nowMs)) count++;
  return count;
}

describe("wrong PINs in a row", () => {
  it("are five, then one after each bar, which is twice as long each time, up to 17 hours", () => {
    const l = none();
    expect(tries(l, 1, 0)).toBe(5);
    let nowMs = 0;
    for (const minutes of [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1024, 1024]) {
      expect(isBarred(l, card(1), nowMs + minutes * minute - 1)).toBe(true);
      nowMs += minutes * minute;
      expect([isBarred(l, card(1), nowMs), tries(l, 1, nowMs)]).toEqual([false, 1]);
    }
  });

  it("begin anew after a right one", () => {
    const l = none();
    for (let i = 0; i < 4; i++) countTry(l, card(1), 0);
    clearTries(l, card(1));
    expect(l.rows).toEqual(new Uint8Array(lockoutBytes));
    expect(tries(l, 1, 0)).toBe(5);
  });

  it("bar for their whole time from a start on", () => {
    const l = none();
    tries(l, 1, 10 * minute);
    const again = lockoutsOf(l.rows.slice());
    expect([isBarred(again, card(1), minute - 1), isBarred(again, card(1), minute)]).toEqual([true, false]);
  });
});

describe("more cards than rows", () => {
  it("the oldest with a few goes, never one that is barred", () => {
    const l = none();
    tries(l, 0, 0);
    for (let number = 1; number <= lockoutRows; number++) expect(countTry(l, card(number), 0)).toBe(true);
    expect(isBarred(l, card(0), 0)).toBe(true);
    expect(tries(l, 2, 0)).toBe(4);
    expect(tries(l, 1, 0)).toBe(5);
  });

  it("while all are barred nobody else is tried; then the oldest whose bar is over goes", () => {
    const l = none();
    for (let number = 0; number < lockoutRows; number++) expect(tries(l, number, number)).toBe(5);
    expect(countTry(l, card(9), 100)).toBe(false);
    expect(countTry(l, card(9), minute + 1)).toBe(true);
    expect(isBarred(l, card(2), minute + 1)).toBe(true);
    expect(tries(l, 0, minute + 1)).toBe(5);
  });
});
