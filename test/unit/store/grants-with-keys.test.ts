import { createHash } from "node:crypto";
import { grantsFull } from "../../../firmware/src/base/fault";
import { bytesOf, cardsCapacity, logPages, roomOf, shapeOf } from "../../../firmware/src/store/grant-shape";
import { Grants } from "../../../firmware/src/store/grants";
import { sealWords, wordsOf } from "../../../firmware/src/store/pages";
import { flagRemoved, type Grant } from "../../../firmware/src/wire/grant";
import { loadList, sizeOf } from "../../../host-tools/flash/image/load-list";
import { seededRandom } from "../../../host-tools/simulator/board/entropy";
import { SimulatedFlash } from "../../../host-tools/simulator/board/flash";
import { fastNative } from "../../power-cut/fast-native";
import { ListInParts } from "../../support/list-in-parts";

const native = fastNative();
const random = seededRandom(31);
const bytes = (length: number) => Uint8Array.from({ length }, () => Math.floor(random() * 256));
const plain = (n: number): Grant => ({ token: bytes(8), levels: 1 + (n % 3), validFrom: 0, validUntil: 0, flags: 0, key: undefined });
/** A card: under its UID its key and no right, under its credential id its rights (ADR 12). */
const card = (n: number): Grant[] => [{ ...plain(n), levels: 0, key: bytes(16) }, plain(n)];
const cards = (count: number): Grant[] => Array.from({ length: count }, (_, n) => card(n)).flat();
const plains = (count: number): Grant[] => Array.from({ length: count }, (_, n) => plain(n));
const removal = (of: Grant): Grant => ({ ...of, levels: 0, validFrom: 0, validUntil: 0, flags: flagRemoved, key: undefined });
const open = (flash: SimulatedFlash) => new Grants(flash.region(0, flash.pages), native);
const full = expect.objectContaining({ fault: grantsFull });

function shuffled(list: Grant[]): Grant[] {
  return list.map((one) => ({ one, at: random() })).sort((a, b) => a.at - b.at).map(({ one }) => one);
}

function applyAll(grants: Grants, list: Grant[]): void {
  for (let at = 0; at < list.length; at += 6) grants.apply(list.slice(at, at + 6), 1 + at);
}

function expectList(grants: Grants, list: Grant[]): void {
  expect([grants.count, grants.keys, grants.damaged]).toEqual([list.length, sizeOf(list).keys, false]);
  expect(list.filter((one) => JSON.stringify(grants.find(one.token)) !== JSON.stringify(one))).toEqual([]);
}

describe.each([
  [1024, 40],
  [4096, 12],
  [4096, 30],
])("cards with keys of their own in pages of %i bytes, %i of them", (pageBytes, pages) => {
  const flashOf = () => new SimulatedFlash({ pageBytes, pages });
  const shape = shapeOf({ pageBytes, pages });

  it("fit in the number that is promised, and one more is refused: bit by bit, at once, and in parts", () => {
    const list = cards(cardsCapacity(pageBytes, pages));
    const [grown, laid, sent] = [flashOf(), flashOf(), flashOf()];
    applyAll(open(grown), shuffled(list));
    loadList(laid.region(0, pages), native, list, 7);
    const parts = new ListInParts(list, 7);
    const learning = open(sent);
    while (!parts.step(learning));
    for (const flash of [grown, laid, sent]) {
      expectList(open(flash), list);
      expect(() => open(flash).apply(card(1), 99_999)).toThrow(full);
      expect(open(flash).fill()).toBe(100);
    }
    expect(() => loadList(flashOf().region(0, pages), native, [...list, ...card(1)], 7)).toThrow(full);
  });

  it.each([0.02, 0.3, 0.7])("share the room with grants without: %d of it for cards", (share) => {
    const few = cards(Math.floor(cardsCapacity(pageBytes, pages) * share));
    const list = [...few, ...plains(Math.floor((roomOf(shape) - bytesOf(shape, sizeOf(few))) / 5))];
    const flash = flashOf();
    applyAll(open(flash), shuffled(list));
    const grants = open(flash);
    expectList(grants, list);
    expect(grants.fill()).toBe(100);
    expect(() => grants.apply([plain(1), plain(2)], 99_999)).toThrow(full);
    grants.apply([removal(list[0]!)], 99_999);
    grants.apply(plains(3), 100_000);
    expect([open(flash).keys, open(flash).count]).toEqual([sizeOf(list).keys - 1, list.length + 2]);
  });
});

it("three quarters of the cards that fit are three quarters of the room, and no less", () => {
  const flash = new SimulatedFlash({ pageBytes: 4096, pages: 30 });
  const list = cards(Math.ceil(cardsCapacity(4096, 30) * 0.75));
  loadList(flash.region(0, 30), native, list, 1);
  expect(open(flash).fill()).toBeGreaterThanOrEqual(75);
  expect(open(flash).fill()).toBeLessThan(77);
});

it("counts keys through changes, restarts, merges and keys that come and go", () => {
  const flash = new SimulatedFlash({ pageBytes: 1024, pages: 24 });
  const list = new Map(cards(120).map((one) => [one.token, one]));
  applyAll(open(flash), [...list.values()]);
  let grants = open(flash);
  for (let version = 1000; version < 1300; version++) {
    const changed = [...list.values()].filter(() => random() < 0.02).slice(0, 8);
    const delta = changed.map((one) => (random() < 0.3 ? removal(one) : { ...one, key: random() < 0.5 ? bytes(16) : undefined }));
    if (list.size < 240) delta.push(...card(1));
    for (const one of delta) {
      if (one.flags & flagRemoved) list.delete(one.token);
      else list.set(one.token, one);
    }
    grants.apply(delta, version);
    if (random() < 0.4) grants.prepare();
    if (random() < 0.2) grants = open(flash);
    expect([grants.count, grants.keys]).toEqual([list.size, sizeOf([...list.values()]).keys]);
  }
  expectList(open(flash), [...list.values()]);
});

it("are looked up with two reads, key and rights alike", () => {
  const flash = new SimulatedFlash({ pageBytes: 4096, pages: 30 });
  const list = [...cards(1500), ...plains(2000)];
  loadList(flash.region(0, 30), native, list, 1);
  const grants = open(flash);
  for (let n = 0; n < 60; n++) grants.prepare();
  const before = flash.reads;
  for (const one of list) expect(grants.find(one.token)).toEqual(one);
  expect(flash.reads - before).toBeLessThanOrEqual(2 * list.length);
});

it("a page of programs before, with room for a key in each row, counts as damaged: the list comes anew and opens until then where it is whole", () => {
  const flash = new SimulatedFlash({ pageBytes: 1024, pages: 24 });
  const list = cards(60);
  loadList(flash.region(0, 24), native, list, 500);
  const old = flash.image();
  const at = [...Array(24).keys()].slice(logPages).map((page) => page * 1024).find((page) => old[page] !== 255 && old[page + 20]! & 4)!;
  const head = wordsOf(old.slice(at, at + 32));
  head[5] = (head[5]! & ~4) | 1;
  sealWords(native, head, 0);
  old.set(new Uint8Array(head.buffer), at);
  const reader = new SimulatedFlash({ pageBytes: 1024, pages: 24, image: old });
  const grants = open(reader);
  expect([grants.damaged, grants.version]).toEqual([true, 0]);
  const whole = list.filter((one) => grants.find(one.token));
  expect([whole.length > 0, whole.length < list.length]).toEqual([true, true]);
  const parts = new ListInParts(list, 501);
  while (!parts.step(grants)) expect(whole.filter((one) => !grants.find(one.token))).toEqual([]);
  expectList(open(reader), list);
});

it.each([
  ["few sets of rights", 3, "24ddade63d0da1c7fa78cba9f4cbc306672a1c79e713d77a2fc882d080f7159e"],
  ["many", 40, "80822f35da5b11f2e5c2601d33024cd7e08d0a0b05f368a63fb21614b6a685a5"],
])("a page without keys lies on flash as programs before wrote it, bit for bit: %s", (_name, sets, hash) => {
  const fixed = seededRandom(77);
  const pageBytes = 4096;
  const flash = new SimulatedFlash({ pageBytes, pages: 13 });
  const list = Array.from({ length: 500 }, (_, n): Grant => {
    const token = Uint8Array.from({ length: 8 }, () => Math.floor(fixed() * 256));
    return { token, levels: 1 + (n % sets), validFrom: 0, validUntil: n % 2, flags: 0, key: undefined };
  });
  loadList(flash.region(0, 13), native, list, 3);
  /* Those programs had two pages of log: without the third the region is as theirs was. */
  const image = flash.image();
  const theirs = Buffer.concat([image.subarray(0, 2 * pageBytes), image.subarray(logPages * pageBytes)]);
  expect(createHash("sha256").update(theirs).digest("hex")).toBe(hash);
});
