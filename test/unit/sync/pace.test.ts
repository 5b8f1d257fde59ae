import * as pace from "../../../firmware/src/sync/pace";

/** How long it is quiet after each of `requests` that nobody answers, by `chance` of 0 to 65535. */
function rests(requests: number, chance: number): number[] {
  const one = pace.atRest();
  return Array.from({ length: requests }, () => {
    const waits: number[] = [];
    do waits.push(pace.sent(one));
    while (pace.repeats(one));
    expect(waits).toEqual([1000, 2000, 3000]);
    return pace.backOffMs(one, chance);
  });
}

describe("the pace of asking", () => {
  it("is slower after each request that nobody answers, by chance anything between a second and 3, 5, 9, 17, then 31 s", () => {
    expect(rests(8, 0)).toEqual(new Array(8).fill(1000));
    expect(rests(8, 65535).map((ms) => Math.round(ms / 1000))).toEqual([3, 5, 9, 17, 31, 31, 31, 31]);
  });

  it("spreads a thousand readers whose backend is back evenly over half a minute", () => {
    const perSecond = new Array<number>(30).fill(0);
    for (let reader = 0; reader < 1000; reader++) perSecond[Math.floor((rests(6, (reader * 65.535) | 0)[5]! - 1000) / 1000)]!++;
    expect(Math.max(...perSecond)).toBeLessThan(40);
    expect(Math.min(...perSecond)).toBeGreaterThan(25);
  });

  it("is the usual one again after one answer", () => {
    const one = pace.atRest();
    for (let i = 0; i < 30; i++) pace.giveUp(one);
    pace.sent(one);
    pace.answered(one);
    expect([one, pace.sent(one)]).toEqual([{ sends: 1, failures: 0 }, 1000]);
    pace.giveUp(one);
    expect(pace.backOffMs(one, 65535)).toBeLessThan(3001);
  });
});
