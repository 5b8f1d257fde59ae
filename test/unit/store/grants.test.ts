import { toHex } from "../../../firmware/src/base/bytes";
import { grantsFull } from "../../../firmware/src/base/fault";
import { grantsCapacity, logPages } from "../../../firmware/src/store/grant-shape";
import { Grants } from "../../../firmware/src/store/grants";
import { flagRemoved, type Grant } from "../../../firmware/src/wire/grant";
import { seededRandom } from "../../../host-tools/simulator/board/entropy";
import { ListInParts } from "../../support/list-in-parts";
import { SimulatedFlash } from "../../../host-tools/simulator/board/flash";
import { loadList } from "../../../host-tools/flash/image/load-list";
import { fastNative } from "../../power-cut/fast-native";

const native = fastNative();
const random = seededRandom(11);
const token = () => Uint8Array.from({ length: 8 }, () => Math.floor(random() * 256));
const grant = (n: number): Grant => ({ token: token(), levels: n % 4, validFrom: 1, validUntil: 2, flags: 4, key: undefined });
const keyed = (n: number): Grant => ({ ...grant(n), key: Uint8Array.from({ length: 16 }, () => Math.floor(random() * 255)) });
const removal = (of: Grant): Grant => ({ ...of, levels: 0, validFrom: 0, validUntil: 0, flags: flagRemoved, key: undefined });
const open = (flash: SimulatedFlash) => new Grants(flash.region(0, flash.pages), native);

function listOf(size: number, make = grant): Grant[] {
  return Array.from({ length: size }, (_, i) => make(i));
}

/** `list` as deltas of a reader that is sent it bit by bit. */
function applyAll(grants: Grants, list: Grant[], each = 12): void {
  for (let at = 0; at < list.length; at += each) grants.apply(list.slice(at, at + each), 1 + at);
}

describe.each([
  [512, 14],
  [1024, 8],
  [1024, 40],
  [4096, 9],
  [16384, 8],
])("grants in pages of %i bytes, %i of them", (pageBytes, pages) => {
  const flashOf = () => new SimulatedFlash({ pageBytes, pages });

  it("finds nobody in an empty list, blank or reset", () => {
    const grants = open(flashOf());
    expect([grants.find(token()), grants.version, grants.count, grants.damaged]).toEqual([undefined, 0, 0, false]);
    grants.startOver();
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
    const list = listOf(grantsCapacity(pageBytes, pages, false));
    applyAll(grants, list);
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

  it("fills to its capacity with a card key for each", () => {
    const flash = flashOf();
    const list = listOf(grantsCapacity(pageBytes, pages, true), keyed);
    applyAll(open(flash), list, 6);
    const grants = open(flash);
    expect([grants.count, grants.damaged]).toEqual([list.length, false]);
    for (const one of list) expect(grants.find(one.token)).toEqual(one);
  });

  it.each([
    ["", grant],
    [" with keys", keyed],
  ])("takes a whole list at once%s, as the host lays it out for a fresh image", (_name, make) => {
    const list = listOf(grantsCapacity(pageBytes, pages, make === keyed), make);
    const flash = flashOf();
    loadList(flash.region(0, pages), native, list, 77);
    const grants = open(flash);
    expect([grants.version, grants.count, grants.damaged]).toEqual([77, list.length, false]);
    for (const one of list) expect(grants.find(one.token)).toEqual(one);
    for (let n = 0; n < 200; n++) expect(grants.find(token())).toBeUndefined();
    grants.apply([removal(list[3]!)], 78);
    expect([grants.find(list[3]!.token), grants.count]).toEqual([undefined, list.length - 1]);
    expect(() => loadList(flashOf().region(0, pages), native, [...list, make(1)], 1)).toThrow(expect.objectContaining({ fault: grantsFull }));
  });

  it("holds grants that all differ, in pages of fewer rows", () => {
    const flash = flashOf();
    const list = listOf(Math.floor(grantsCapacity(pageBytes, pages, false) / 6)).map((one, i) => ({ ...one, validUntil: 1000 + i }));
    applyAll(open(flash), list);
    const grants = open(flash);
    for (const one of list) expect(grants.find(one.token)).toEqual(one);
  });

  it("is the same list as a map through thousands of changes, restarts and idle moments", () => {
    const flash = flashOf();
    const most = grantsCapacity(pageBytes, pages, false) * 0.7;
    const list = new Map<string, Grant>();
    let grants = open(flash);
    for (let version = 1; version <= 300; version++) {
      const gone = [...list.values()].filter(() => random() < (list.size > most ? 0.2 : 0.01)).slice(0, 6);
      const delta = [...gone.map(removal), ...listOf(list.size < most ? 6 : 0)];
      grants.apply(delta, version);
      for (const one of gone) list.delete(toHex(one.token));
      for (const one of delta.slice(gone.length)) list.set(toHex(one.token), one);
      if (random() < 0.1) grants = open(flash);
      if (random() < 0.5) grants.prepare();
      expect([grants.version, grants.count, grants.damaged]).toEqual([version, list.size, false]);
    }
    for (const one of list.values()) expect(grants.find(one.token)).toEqual(one);
  });
});

it("looks a token up in a large list with at most two reads once its page is checked", () => {
  const flash = new SimulatedFlash({ pageBytes: 4096, pages: 148 });
  const list = listOf(100_000);
  loadList(flash.region(0, 148), native, list, 1);
  const grants = open(flash);
  for (let n = 0; n < 200; n++) grants.prepare();
  grants.apply(listOf(100), 2);
  const before = flash.reads;
  for (const one of list) expect(grants.find(one.token)!.levels).toBe(one.levels);
  expect((flash.reads - before) / list.length).toBeLessThanOrEqual(2.01);
});

it("wears all pages alike", () => {
  const flash = new SimulatedFlash({ pageBytes: 1024, pages: 24 });
  applyAll(open(flash), listOf(1200));
  applyAll(open(flash), listOf(1200));
  const table = flash.erases.slice(logPages);
  expect(Math.max(...table)).toBeLessThan(2 * (table.reduce((sum, one) => sum + one, 0) / table.length));
});

it("goes on with other pages when some turn out bad", () => {
  const flash = new SimulatedFlash({ pageBytes: 1024, pages: 24 });
  for (const bad of [4, 9]) flash.badPages.add(bad);
  const list = listOf(1000);
  applyAll(open(flash), list);
  const grants = open(flash);
  for (const one of list) expect(grants.find(one.token)).toEqual(one);
});

describe.each([
  ["a full list", grant, 1],
  ["a list whose lines all differ", (n: number): Grant => ({ ...keyed(n), validFrom: n, validUntil: 4_000_000_000 - Math.floor(random() * 1e6), key: n % 3 ? undefined : keyed(n).key }), 0.15],
])("%s whose people change, with any one page of the table worn out", (_name, make, share) => {
  const shape = { pageBytes: 512, pages: 15 };
  const full = Math.floor(grantsCapacity(shape.pageBytes, shape.pages, false) * share);

  it.each(Array.from({ length: shape.pages - logPages }, (_, i) => logPages + i))("page %i takes every change", (worn) => {
    const flash = new SimulatedFlash(shape);
    const list = listOf(full, make);
    loadList(flash.region(0, shape.pages), native, list, 3);
    flash.badPages.add(worn);
    const grants = open(flash);
    for (let version = 4; version < 304; version++) {
      const out = list.splice(Math.floor(random() * list.length), 1 + Math.floor(random() * 3));
      const more = listOf(out.length, make);
      list.push(...more);
      grants.apply([...out.map(removal), ...more], version);
    }
    const again = open(flash);
    expect([again.count, again.damaged]).toEqual([full, false]);
    for (const one of list) expect(again.find(one.token)).toEqual(one);
  });
});

describe("a damaged list", () => {
  const shape = { pageBytes: 1024, pages: 12 };
  const list = listOf(400);
  const flash = new SimulatedFlash(shape);
  loadList(flash.region(0, shape.pages), native, list, 3);
  const image = flash.image();
  const hurtAt = (at: number, bit: number): Grants => {
    const hurt = image.slice();
    hurt[at]! ^= 1 << bit;
    return open(new SimulatedFlash({ ...shape, image: hurt }));
  };
  const isInUse = (at: number) => at >= logPages * 1024 && image[at & ~1023] !== 0;
  const written = [...image.keys()].filter((at) => isInUse(at) && image[at] !== 255);

  it("never gives a grant from a page with a single wrong bit, says so, and starts anew with the next list", () => {
    for (let i = 0; i < written.length; i += 7) {
      const grants = hurtAt(written[i]!, i % 8);
      const found = list.map((one) => grants.find(one.token));
      found.forEach((f, n) => expect(f === undefined || f.levels === list[n]!.levels).toBe(true));
      expect([grants.damaged, grants.version]).toEqual([true, 0]);
    }
  });

  it("finds damage by itself in idle moments, and is whole again after a new list", () => {
    const grants = hurtAt(written[600]!, 2);
    for (let n = 0; n < 10; n++) grants.prepare();
    expect(grants.damaged).toBe(true);
    grants.apply(list.slice(0, 5), 4);
    expect([grants.damaged, grants.version, grants.count]).toEqual([false, 4, 5]);
    expect(grants.find(list[50]!.token)).toBeUndefined();
  });

  it("lets nobody back in who was removed, whatever bit is wrong in the log, unless it says that it is an older list", () => {
    const edited = new SimulatedFlash({ ...shape, image });
    const removed = [list[3]!, list[8]!, list[9]!];
    removed.forEach((one, i) => open(edited).apply([removal(one), grant(i)], 4 + i));
    const whole = edited.image();
    const changed = [...whole.keys()].filter((at) => at < logPages * 1024 && whole[at] !== 255);
    expect(changed.length).toBeGreaterThan(250);
    for (const at of changed) {
      const hurt = whole.slice();
      hurt[at]! ^= 1 << at % 8;
      const grants = open(new SimulatedFlash({ ...shape, image: hurt }));
      const back = removed.findIndex((one) => grants.find(one.token));
      if (back >= 0) expect([grants.version < 4 + back, grants.version >= 3, grants.damaged]).toEqual([true, true, false]);
      if (grants.damaged) expect([grants.version, list.filter((one) => grants.find(one.token))]).toEqual([0, []]);
    }
  });

  it("with a change that cannot be read opens for nobody until it has come anew, for each as soon as their part has", () => {
    const edited = new SimulatedFlash({ ...shape, image });
    open(edited).apply([removal(list[3]!)], 4);
    edited.region(0, logPages).write(32, new Uint8Array(16));
    const after = list.filter((_, i) => i !== 3);
    const parts = new ListInParts(after, 5);
    let grants = open(edited);
    expect([grants.damaged, grants.version, grants.target(), list.filter((one) => grants.find(one.token))]).toEqual([true, 0, 0, []]);
    for (let n = 1; !parts.step(grants); n++) {
      expect(grants.find(list[3]!.token)).toBeUndefined();
      if (n % 5 === 0) grants = open(edited);
    }
    expect([grants.version, grants.count, after.filter((one) => !grants.find(one.token))]).toEqual([5, after.length, []]);
  });

  it("believes no log header with a wrong bit and does not fall back to an older list", () => {
    const twice = new SimulatedFlash({ ...shape, image });
    open(twice).startOver();
    applyAll(open(twice), listOf(40));
    for (let n = 0; n < 20; n++) open(twice).prepare();
    const hurt = twice.image();
    for (const at of [0, 1024, 2048]) if (hurt[at] !== 255) hurt[at + 12]! ^= 1;
    const grants = open(new SimulatedFlash({ ...shape, image: hurt }));
    expect([grants.damaged, grants.version, grants.find(list[0]!.token)]).toEqual([true, 0, undefined]);
  });

  it.each([
    ["zeros", () => 0],
    ["noise", () => Math.floor(random() * 256)],
  ])("a region of %s is a damaged list that opens for nobody and takes a new one", (_name, byte) => {
    const grants = open(new SimulatedFlash({ ...shape, image: Uint8Array.from({ length: 12 * 1024 }, byte) }));
    expect([grants.damaged, grants.version, grants.find(list[0]!.token)]).toEqual([true, 0, undefined]);
    grants.apply(list.slice(0, 5), 4);
    expect([grants.damaged, grants.count, grants.find(list[1]!.token)]).toEqual([false, 5, list[1]]);
  });
});
