import { grantsFull } from "../../../firmware/src/base/fault";
import { grantsCapacity, shapeOf } from "../../../firmware/src/store/grant-bank";
import { Grants } from "../../../firmware/src/store/grants";
import { flagRemoved, type Grant } from "../../../firmware/src/wire/grant";
import { seededRandom } from "../../../host-tools/simulator/board/entropy";
import { SimulatedFlash } from "../../../host-tools/simulator/board/flash";
import { fastNative } from "../../power-cut/fast-native";

const native = fastNative();
const random = seededRandom(11);
const token = () => Uint8Array.from({ length: 8 }, () => Math.floor(random() * 256));
const grant = (levels: number): Grant => ({ token: token(), levels, validFrom: 1, validUntil: 2, flags: 4 });
const removal = (of: Grant): Grant => ({ ...of, levels: 0, validFrom: 0, validUntil: 0, flags: flagRemoved });
const open = (flash: SimulatedFlash) => new Grants(flash.region(0, flash.pages), native);

function listOf(size: number): Grant[] {
  return Array.from({ length: size }, (_, i) => grant(i));
}

describe.each([
  [1024, 8],
  [1024, 3],
  [4096, 8],
  [16384, 2],
])("grants in pages of %i bytes, %i of them", (pageBytes, pages) => {
  const flashOf = () => new SimulatedFlash({ pageBytes, pages });

  it("finds nobody in an empty list, blank or reset", () => {
    const grants = open(flashOf());
    expect([grants.find(token()), grants.version, grants.count, grants.damaged]).toEqual([undefined, 0, 0, false]);
    grants.reset();
    expect([grants.find(token()), grants.version, grants.count, grants.damaged]).toEqual([undefined, 0, 0, false]);
  });

  it("finds the one of a list of one, before and after a restart and a removal", () => {
    const flash = flashOf();
    const only = grant(9);
    open(flash).apply([only], 5);
    const grants = open(flash);
    expect([grants.find(only.token), grants.version, grants.count]).toEqual([only, 5, 1]);
    grants.apply([removal(only)], 6);
    expect([grants.find(only.token), grants.version, grants.count]).toEqual([undefined, 6, 0]);
    expect(open(flash).find(only.token)).toBeUndefined();
  });

  it("fills to its capacity and not beyond, the list unchanged by what did not fit", () => {
    const flash = flashOf();
    const grants = open(flash);
    const list = listOf(grantsCapacity(pageBytes, pages));
    for (let at = 0; at < list.length; at += 40) grants.apply(list.slice(at, at + 40), 1 + at);
    expect(grants.count).toBe(list.length);
    const version = grants.version;
    expect(() => grants.apply([grant(1), removal(list[0]!), grant(2)], 9999)).toThrow(expect.objectContaining({ fault: grantsFull }));
    for (const g of [grants, open(flash)]) {
      expect([g.version, g.count, g.damaged]).toEqual([version, list.length, false]);
      for (const one of list) expect(g.find(one.token)).toEqual(one);
    }
    grants.apply([grant(1), removal(list[0]!)], 10000);
    expect([grants.count, grants.find(list[0]!.token)]).toEqual([list.length, undefined]);
  });

  it("takes a whole list at once, as the host does for a fresh image", () => {
    const list = listOf(grantsCapacity(pageBytes, pages));
    const flash = flashOf();
    open(flash).apply(list, 77);
    const grants = open(flash);
    expect([grants.version, grants.count]).toEqual([77, list.length]);
    for (const one of list) expect(grants.find(one.token)).toEqual(one);
    for (let n = 0; n < 200; n++) expect(grants.find(token())).toBeUndefined();
  });
});

it("looks a token up in a large list with at most two reads once its block is checked", () => {
  const flash = new SimulatedFlash({ pageBytes: 4096, pages: 200 });
  const grants = open(flash);
  const list = listOf(15000);
  grants.apply(list, 1);
  for (const one of list) grants.find(one.token);
  const before = flash.reads;
  for (const one of list) expect(grants.find(one.token)!.levels).toBe(one.levels);
  expect((flash.reads - before) / list.length).toBeLessThanOrEqual(2.01);
});

describe("a damaged list", () => {
  const flash = new SimulatedFlash({ pageBytes: 1024, pages: 8 });
  const list = listOf(60);
  open(flash).apply(list, 3);
  const image = flash.image();
  const tableAt = shapeOf({ pageBytes: 1024, pages: 8 }).slots * 32;

  it("never gives a grant from a block with a single wrong bit, says so, and starts anew with the next list", () => {
    for (let at = tableAt; at < tableAt + 512; at += 3) {
      const hurt = image.slice();
      hurt[at]! ^= 1 << at % 8;
      const grants = new Grants(new SimulatedFlash({ pageBytes: 1024, pages: 8, image: hurt }).region(0, 8), native);
      const found = list.map((one) => grants.find(one.token));
      found.forEach((f, i) => expect(f === undefined || f.levels === list[i]!.levels).toBe(true));
      expect(found.filter((f) => f).length).toBeLessThanOrEqual(60 - 21);
      expect([grants.damaged, grants.version]).toEqual([true, 0]);
    }
  });

  it("finds damage by itself in idle moments, and is whole again after a new list", () => {
    const hurt = image.slice();
    hurt[tableAt + 600]! ^= 4;
    const region = new SimulatedFlash({ pageBytes: 1024, pages: 8, image: hurt }).region(0, 8);
    const grants = new Grants(region, native);
    for (let n = 0; n < 4; n++) grants.prepare();
    expect(grants.damaged).toBe(true);
    grants.apply(list.slice(0, 5), 4);
    expect([grants.damaged, grants.version, grants.count]).toEqual([false, 4, 5]);
    expect(grants.find(list[50]!.token)).toBeUndefined();
  });

  it("believes no header with a wrong bit and does not fall back to an older list", () => {
    const twice = new SimulatedFlash({ pageBytes: 1024, pages: 8, image });
    open(twice).apply(listOf(40), 9);
    const hurt = twice.image();
    for (const at of [0, 4096]) hurt[at + 12]! ^= 1;
    const grants = new Grants(new SimulatedFlash({ pageBytes: 1024, pages: 8, image: hurt }).region(0, 8), native);
    expect([grants.damaged, grants.version, grants.find(list[0]!.token)]).toEqual([true, 0, undefined]);
  });
});
