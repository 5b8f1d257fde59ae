import { toHex } from "../../../firmware/src/base/bytes";
import { messageMalformed } from "../../../firmware/src/base/fault";
import { grantsCapacity, logPages } from "../../../firmware/src/store/grant-shape";
import { Grants } from "../../../firmware/src/store/grants";
import { flagRemoved, type Grant } from "../../../firmware/src/wire/grant";
import { ListPart } from "../../../firmware/src/wire/list-part";
import { loadList } from "../../../host-tools/flash/image/load-list";
import { seededRandom } from "../../../host-tools/simulator/board/entropy";
import { SimulatedFlash } from "../../../host-tools/simulator/board/flash";
import { fastNative } from "../../power-cut/fast-native";
import { ListInParts } from "../../support/list-in-parts";

const native = fastNative();
const random = seededRandom(23);
const token = () => Uint8Array.from({ length: 8 }, () => Math.floor(random() * 256));
const grant = (n: number): Grant => ({ token: token(), levels: 1 + (n % 4), validFrom: 0, validUntil: n % 4 ? 0 : 9, flags: 0, key: undefined });
const keyed = (n: number): Grant => ({ ...grant(n), key: n % 3 ? new Uint8Array(16).fill(n % 200) : undefined });
const varied = (n: number): Grant => ({ ...grant(n), levels: n + 1, validFrom: n, flags: n % 2 ? 2 : 4 });
const removal = (of: Grant): Grant => ({ ...of, levels: 0, validFrom: 0, validUntil: 0, flags: flagRemoved, key: undefined });
const listOf = (size: number, make = grant) => Array.from({ length: size }, (_, i) => make(i));
const open = (flash: SimulatedFlash) => new Grants(flash.region(0, flash.pages), native);

function expectList(grants: Grants, list: Grant[], version: number): void {
  expect([grants.version, grants.damaged, grants.target(), grants.place()]).toEqual([version, false, 0, 0]);
  expect(grants.count).toBe(list.length);
  const wrong = list.filter((one) => JSON.stringify(grants.find(one.token)) !== JSON.stringify(one));
  expect(wrong.map((one) => toHex(one.token))).toEqual([]);
}

/** Half of the cards of before, and as many others. */
function nextOf(before: Grant[], make = grant): Grant[] {
  return [...before.filter((_, i) => i % 2), ...listOf(before.length >> 1, make)];
}

describe.each([
  [512, 14],
  [1024, 40],
  [4096, 12],
  [16384, 9],
])("a whole list in parts, pages of %i bytes, %i of them", (pageBytes, pages) => {
  const flashOf = () => new SimulatedFlash({ pageBytes, pages });
  const most = grantsCapacity(pageBytes, pages, false);

  it.each([0, 1, 40, 300])("comes onto a blank region: %i grants", (size) => {
    const flash = flashOf();
    const list = listOf(Math.min(size, most));
    const parts = new ListInParts(list, 77);
    const grants = open(flash);
    while (!parts.step(grants));
    expectList(grants, list, 77);
    expectList(open(flash), list, 77);
  });

  it.each([["as full as it may be", grant, false, 1], ["with card keys for some", keyed, true, 1], ["with limits of their own", varied, true, 0.7]] as const)(
    "takes the place of another while every card of both opens: %s",
    (_name, make, keys, share) => {
      const flash = flashOf();
      const before = listOf(Math.floor(grantsCapacity(pageBytes, pages, keys) * share), make);
      loadList(flash.region(0, pages), native, before, 500);
      const after = nextOf(before, make);
      const both = before.filter((_, i) => i % 2);
      const parts = new ListInParts(after, 60);
      let grants = open(flash);
      for (let n = 1, done = false; !done; n++) {
        done = parts.step(grants);
        if (!done) expect(grants.version).toBe(500);
        /* Seldom enough for a page to be filled in between. */
        if (n % ((pageBytes >> 7) + 3) === 0) grants = open(flash);
        if (n % 31 === 0 || done) expect(both.filter((one) => !grants.find(one.token))).toEqual([]);
      }
      expectList(grants, after, 60);
      expectList(open(flash), after, 60);
      expect(before.filter((one, i) => i % 2 === 0 && grants.find(one.token))).toEqual([]);
    },
  );

  it("what changed before the transfer does not come back, what is removed during it is gone at once and for good", () => {
    const flash = flashOf();
    const before = listOf(most >> 1);
    const grants = open(flash);
    for (let at = 0; at < before.length; at += 9) grants.apply(before.slice(at, at + 9), at + 1);
    const after = nextOf(before);
    const parts = new ListInParts(after, 9000);
    parts.step(grants);
    const gone = [after[0]!, after.at(-1)!, before[1]!];
    for (const one of gone) grants.apply([removal(one)], grants.version);
    expect(gone.map((one) => grants.find(one.token))).toEqual([undefined, undefined, undefined]);
    while (!parts.step(grants));
    const left = after.filter((one) => !gone.some((other) => toHex(other.token) === toHex(one.token)));
    expectList(grants, left, 9000);
    expectList(open(flash), left, 9000);
    grants.apply([removal(left[0]!), grant(1)], 9001);
    for (let i = 0; i < 90; i++) grants.apply([grant(1)], 9002 + i);
    for (const one of left.slice(1, 50)) expect(grants.find(one.token)).toEqual(one);
    expect(open(flash).count).toBe(left.length + 90);
  });

  it("mends a damaged list, which opens where it is whole until then", () => {
    const flash = flashOf();
    const list = listOf(most >> 1);
    loadList(flash.region(0, pages), native, list, 500);
    flash.region(0, pages).write((logPages + 2) * pageBytes, new Uint8Array(32));
    const grants = open(flash);
    expect([grants.damaged, grants.version]).toEqual([true, 0]);
    const opens = list.filter((one) => grants.find(one.token));
    expect(opens.length).toBeGreaterThan(0);
    const parts = new ListInParts(list, 501);
    while (!parts.step(grants)) expect(opens.filter((one) => !grants.find(one.token))).toEqual([]);
    expectList(grants, list, 501);
    expectList(open(flash), list, 501);
  });
});

describe("a list that came in parts onto a blank region and all of whose pages decayed later", () => {
  const shape = { pageBytes: 1024, pages: 12 };
  const list = listOf(60);

  function decay(flash: SimulatedFlash): void {
    for (let page = logPages; page < shape.pages; page++) flash.region(0, shape.pages).write(page * shape.pageBytes, new Uint8Array(32));
  }

  it.each([
    ["at once", 0],
    ["after changes", 5],
    ["after a log page full of changes that changed nothing", 90],
  ])("is damaged and comes anew, not an empty list of the newest version: %s", (_name, changes) => {
    const flash = new SimulatedFlash(shape);
    const grants = open(flash);
    const parts = new ListInParts(list, 7);
    while (!parts.step(grants));
    for (let n = 0; n < changes; n++) grants.apply(changes > 9 ? [] : [grant(n)], 8 + n);
    decay(flash);
    const again = open(flash);
    expect([again.damaged, again.version]).toEqual([true, 0]);
    const anew = new ListInParts(list, 99);
    while (!anew.step(again));
    expectList(open(flash), list, 99);
  });

  it("is no damage while it is on its way: it comes from its beginning", () => {
    const flash = new SimulatedFlash(shape);
    const grants = open(flash);
    const parts = new ListInParts(listOf(400), 7);
    while (grants.place() < 0x80000000) parts.step(grants);
    decay(flash);
    expect([open(flash).damaged, open(flash).place(), open(flash).target()]).toEqual([false, 0, 7]);
  });
});

it("refuses a part out of turn, for another table, or longer than it says, and goes on with the right one", () => {
  const list = listOf(400);
  const parts = new ListInParts(list, 5);
  const grants = open(new SimulatedFlash({ pageBytes: 4096, pages: 12 }));
  const first = parts.body(grants);
  const malformed = expect.objectContaining({ fault: messageMalformed });
  expect(() => new ListPart(Uint8Array.of(...first, 0))).toThrow(malformed);
  expect(() => new ListPart(first.subarray(0, 40))).toThrow(malformed);
  parts.step(grants);
  expect(() => grants.replace(new ListPart(first))).toThrow(malformed);
  const other = open(new SimulatedFlash({ pageBytes: 4096, pages: 20 }));
  expect(() => other.replace(new ListPart(first))).toThrow(malformed);
  while (!parts.step(grants));
  expectList(grants, list, 5);
});
