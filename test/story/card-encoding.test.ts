import { fromHex, toHex } from "../../firmware/src/base/bytes";
import type { CardOrders } from "../../host-tools/api/cards";
import { nodeCipher } from "../../host-tools/hal/node-cipher";
import type { BenchCard } from "../../host-tools/encode/bench-card";
import { encode } from "../../host-tools/encode/encode";
import { lock } from "../../host-tools/encode/lock";
import { look } from "../../host-tools/encode/look";
import { setPin } from "../../host-tools/encode/pin";
import { sunAddress, sunParts } from "../../host-tools/encode/sun-address";
import { verify } from "../../host-tools/encode/verify";
import { verifySun } from "../../host-tools/keys/sun";
import type { EmulatedCard } from "../../host-tools/simulator/cards/card";
import { cardFrom } from "../../host-tools/simulator/cards/card-from";
import type { Application } from "../../host-tools/simulator/cards/desfire-memory";
import { CardOnBench, ordersFor, torn } from "../support/card-on-bench";
import { encodedCard } from "../support/encoded-card";
import { verifierOf } from "../support/pin-bench";

/* Cards from the factory on the bench, by the bench's own code, the firmware's PN532 driver and emulated cards. */
const uidText = "04112233445566";
const address = sunAddress("https://doors.example.org/d/12");
const kinds = ["desfire-ev1", "desfire-ev2", "desfire-ev3", "ntag424"] as const;
const technologyOf = (kind: string): "ntag424" | "desfire" => (kind === "ntag424" ? "ntag424" : "desfire");
const blank = (kind: string): EmulatedCard => cardFrom(`${kind}:${uidText}`);
const on = (card: EmulatedCard): CardOnBench => new CardOnBench(card);

async function bad(card: EmulatedCard, orders: CardOrders): Promise<string[]> {
  return (await on(card).with((one) => verify(one, orders))).filter(({ good }) => !good).map(({ what }) => what);
}

describe.each(kinds)("%s", (kind) => {
  const technology = technologyOf(kind);
  const sun = technology === "ntag424" ? address : undefined;

  it("from the factory becomes a card of the site, which verify finds whole and look finds encoded", async () => {
    const [card, orders] = [blank(kind), ordersFor(technology)];
    expect((await on(card).with(look)).state).toBe("blank");
    await on(card).with((one) => encode(one, orders, sun));
    expect(await bad(card, { ...orders, keyVersion: 1 })).toEqual([]);
    expect(await bad(card, orders)).toEqual(["it is registered"]);
    expect(await on(card).with(look)).toMatchObject({ state: "encoded", keyVersion: 1, uid: uidText });
  });

  it("is left alone by a second run", async () => {
    const [card, orders] = [blank(kind), ordersFor(technology)];
    await on(card).with((one) => encode(one, orders, sun));
    const again = on(card);
    await again.with((one) => encode(one, orders, sun));
    expect(again.told).toEqual([]);
  });

  it("is brought from an older version of the keys to the newest, and gets a new credential id when it is issued anew", async () => {
    const card = blank(kind);
    const first = ordersFor(technology);
    const second = ordersFor(technology, [2]);
    await on(card).with((one) => encode(one, first, sun));
    await on(card).with((one) => encode(one, { ...second, versions: [...second.versions, ...first.versions] }, sun));
    expect(await bad(card, { ...second, keyVersion: 2 })).toEqual([]);
  });

  it("of another site is refused and not changed", async () => {
    const [card, orders] = [blank(kind), ordersFor(technology)];
    await on(card).with((one) => encode(one, orders, sun));
    await on(card).with((one) => lock(one, orders));
    const foreign = on(card);
    await expect(foreign.with((one) => encode(one, ordersFor(technology), sun))).rejects.toMatchObject({ code: "CARD_FOREIGN" });
    await expect(on(card).with((one) => verify(one, ordersFor(technology)))).rejects.toMatchObject({ code: "CARD_FOREIGN" });
    await expect(on(card).with((one) => lock(one, ordersFor(technology)))).rejects.toMatchObject({ code: "CARD_FOREIGN" });
    expect(foreign.told).toEqual([]);
    expect(await bad(card, { ...orders, keyVersion: 1, locked: true })).toEqual([]);
  });

  it("locked keeps its layout and can still be given other keys and another id", async () => {
    const card = blank(kind);
    const first = ordersFor(technology);
    const second = ordersFor(technology, [2]);
    await on(card).with((one) => encode(one, first, sun));
    await on(card).with((one) => lock(one, first));
    await on(card).with((one) => encode(one, { ...second, versions: [...second.versions, ...first.versions] }, sun));
    expect(await bad(card, { ...second, versions: [...second.versions, ...first.versions], keyVersion: 2, locked: true })).toEqual([]);
  });

  it("is not locked before it is whole", async () => {
    const code = technology === "desfire" ? "CARD_BARE" : "CARD_UNFINISHED";
    await expect(on(blank(kind)).with((one) => lock(one, ordersFor(technology)))).rejects.toMatchObject({ code });
  });

  /* An EV3 is told from an EV2 by its version alone. */
  for (const obeys of kind === "desfire-ev3" ? [] : [false, true]) {
    it(`torn away at any frame, ${obeys ? "after it has obeyed" : "before it hears it"}, says where it stands and goes on: encoded, then locked`, async () => {
      for (const story of ["encode", "lock"] as const) {
        let at = 0;
        for (let whole = false; !whole; at++) {
          const [card, orders] = [blank(kind), ordersFor(technology)];
          const work = (one: EmulatedCard): Promise<void> => on(one).with((it) => (story === "lock" ? lock(it, orders) : encode(it, orders, sun)));
          if (story === "lock") await on(card).with((one) => encode(one, orders, sun));
          const pulled = torn(card, at, obeys);
          const failure = await work(pulled).then(() => undefined, (caught: unknown) => caught as { code: string; message: string });
          whole = !pulled.isTorn;
          if (whole) expect(failure).toBeUndefined();
          /* The first frame is the answer to select: without it there is no card yet. */
          else expect([at, failure?.code]).toEqual([at, expect.stringMatching(/^CARD_(GONE|NONE|WRONG)$/)]);
          await work(card);
          expect([at, await bad(card, { ...orders, keyVersion: 1, locked: story === "lock" })]).toEqual([at, []]);
        }
        expect(at).toBeGreaterThan(15);
      }
    });
  }
});

it("a door's tag gives a phone another address at every touch, which opens under the site's keys and no other", async () => {
  const [card, orders] = [blank("ntag424"), ordersFor("ntag424", [1], { keyVersion: 1 })];
  await on(card).with((one) => encode(one, orders, address));
  expect((await on(card).with((one) => verify(one, orders))).map(({ what }) => what)).toContain("its address proves itself");
  const cipher = nodeCipher();
  const [, , meta, mac] = orders.versions[0]!.keys.map(fromHex);
  const counters: number[] = [];
  for (let touch = 0; touch < 3; touch++) {
    const parts = sunParts(await on(card).with(readAsPhone))!;
    const sent = { encrypted: parts.picc, mac: parts.mac };
    const tap = verifySun(cipher, { meta: meta!, mac: mac! }, sent)!;
    expect(toHex(tap.uid)).toBe(uidText);
    expect(verifySun(cipher, { meta: mac!, mac: mac! }, sent)).toBeUndefined();
    expect(verifySun(cipher, { meta: meta!, mac: meta! }, sent)).toBeUndefined();
    counters.push(tap.counter);
  }
  expect(counters).toEqual([counters[0], counters[0]! + 1, counters[0]! + 2]);
});

/** Type 4 Tag: the application, the NDEF file, all of it (NFC Forum T4T, 5). */
async function readAsPhone(card: BenchCard): Promise<Uint8Array> {
  await card.select("000000");
  await card.link.exchange(Uint8Array.of(0, 0xa4, 0, 0x0c, 2, 0xe1, 0x04));
  return card.link.exchange(Uint8Array.of(0, 0xb0, 0, 0, 200));
}

describe("what is no card for the bench", () => {
  it.each([
    ["uid:04A1B2C3", "CARD_WRONG"],
    ["ntag213:04A1B2C3D4E5F6", "CARD_WRONG"],
    [`phone:08010203:${"00".repeat(16)}:${"00".repeat(16)}`, "CARD_WRONG"],
    ["desfire:04A1B2C3", "CARD_RANDOM_UID"],
  ])("%s", async (text, code) => {
    await expect(on(cardFrom(text)).with((one) => encode(one, ordersFor("desfire")))).rejects.toMatchObject({ code });
  });

  it("none, two, and a front end that is silent or another chip", async () => {
    await expect(new CardOnBench().with(look)).rejects.toMatchObject({ code: "CARD_NONE" });
    await expect(new CardOnBench(blank("ntag424"), cardFrom("desfire:04A1A2A3A4A5A6")).with(look)).rejects.toMatchObject({ code: "CARD_SEVERAL" });
    const silent = new CardOnBench();
    silent.chip.powerOff(true);
    await expect(silent.with(look)).rejects.toMatchObject({ code: "FRONT_END_SILENT" });
    const other = new CardOnBench();
    other.chip.quirks.version = [0x07, 1, 0, 7];
    await expect(other.with(look)).rejects.toMatchObject({ code: "FRONT_END_OTHER" });
  });
});

it("names what was done when the card went, and never a key", async () => {
  const orders = ordersFor("desfire");
  const failures: string[] = [];
  for (let at = 0; at < 60; at++) {
    const caught = await on(torn(blank("desfire-ev2"), at, true)).with((one) => encode(one, orders)).then(() => undefined, (one: unknown) => one as Error & { hint: string });
    if (caught) failures.push(`${caught.message} ${caught.hint}`);
  }
  expect(failures.some((text) => text.includes("Done before: the application is made; key 0 is this site's"))).toBe(true);
  for (const secret of [...orders.versions[0]!.keys, orders.versions[0]!.card, orders.credential]) {
    expect(failures.join(" ").toLowerCase()).not.toContain(secret);
  }
  expect(fromHex(orders.credential)).toHaveLength(16);
});

const memoryIn = (card: EmulatedCard): Map<number, Application> => (card as unknown as { applet: { memory: Map<number, Application> } }).applet.memory;

describe.each(kinds)("the PIN of a %s", (kind) => {
  const technology = technologyOf(kind);
  const place = technology === "ntag424" ? { application: 1, file: 3 } : { application: 0xf51ac7, file: 1 };
  const held = (card: EmulatedCard): Uint8Array => memoryIn(card).get(place.application)!.files.get(place.file)!.data.slice(16, 32);
  const wanted = (orders: CardOrders, pin: string): Uint8Array => verifierOf(pin, fromHex(orders.versions[0]!.keys[1]!));

  it("is written with the card, changed on a locked one, and taken away", async () => {
    const [card, orders] = [blank(kind), ordersFor(technology)];
    await on(card).with((one) => encode(one, orders, undefined, "4711"));
    expect(held(card)).toEqual(wanted(orders, "4711"));
    expect(await bad(card, { ...orders, keyVersion: 1 })).toEqual([]);
    await on(card).with((one) => lock(one, orders));
    await on(card).with((one) => setPin(one, orders, "20261127"));
    expect(held(card)).toEqual(wanted(orders, "20261127"));
    await on(card).with((one) => setPin(one, orders, undefined));
    expect(held(card)).toEqual(new Uint8Array(16));
  });

  for (const obeys of [false, true]) {
    it(`torn away at any frame, ${obeys ? "after it has obeyed" : "before it hears it"}, is the former or the new one, and the same command brings it to the new one`, async () => {
      const stories = [
        { from: undefined, to: "4711", work: (one: BenchCard, orders: CardOrders) => encode(one, orders, undefined, "4711"), begin: "blank" },
        { from: "4711", to: "20261127", work: (one: BenchCard, orders: CardOrders) => setPin(one, orders, "20261127"), begin: "encoded" },
        { from: "4711", to: undefined, work: (one: BenchCard, orders: CardOrders) => setPin(one, orders, undefined), begin: "encoded" },
      ];
      for (const { from, to, work, begin } of stories) {
        let at = 0;
        for (let whole = false; !whole; at++) {
          const [card, orders] = [blank(kind), ordersFor(technology)];
          const of = (pin: string | undefined): Uint8Array => (pin === undefined ? new Uint8Array(16) : wanted(orders, pin));
          if (begin === "encoded") await on(card).with((one) => encode(one, orders, undefined, from));
          const pulled = torn(card, at, obeys);
          const failure = await on(pulled).with((one) => work(one, orders)).then(() => undefined, (caught: unknown) => caught as { code: string });
          whole = !pulled.isTorn;
          expect([at, whole ? "done" : failure?.code]).toEqual([at, whole ? "done" : expect.stringMatching(/^CARD_(GONE|NONE|WRONG)$/)]);
          const between = begin === "blank" ? undefined : held(card);
          if (between) expect([toHex(of(from)), toHex(of(to))]).toContain(toHex(between));
          await on(card).with((one) => work(one, orders));
          expect([at, toHex(held(card))]).toEqual([at, toHex(of(to))]);
          expect([at, await bad(card, { ...orders, keyVersion: 1 })]).toEqual([at, []]);
        }
        expect(at).toBeGreaterThan(8);
      }
    });
  }

  it("is not set on a card of nobody's", async () => {
    await expect(on(blank(kind)).with((one) => setPin(one, ordersFor(technology), "4711"))).rejects.toMatchObject({ code: technology === "desfire" ? "CARD_BARE" : "CARD_UNFINISHED" });
  });

  it("goes with the keys under which it was made", async () => {
    const card = blank(kind);
    const [first, second] = [ordersFor(technology), ordersFor(technology, [2])];
    await on(card).with((one) => encode(one, first, undefined, "4711"));
    await on(card).with((one) => encode(one, { ...second, versions: [...second.versions, ...first.versions] }));
    expect(held(card)).toEqual(new Uint8Array(16));
  });
});

it("a DESFire encoded before there were PINs gets room for one, locked or not, and keeps its credential id", async () => {
  for (const locked of [false, true]) {
    const orders = ordersFor("desfire");
    const card = encodedCard(orders, "ev2");
    const app = memoryIn(card).get(0xf51ac7)!;
    app.files.set(1, { ...app.files.get(1)!, data: fromHex(orders.credential) });
    if (locked) await on(card).with((one) => lock(one, orders));
    await expect(on(card).with((one) => setPin(one, orders, "4711"))).rejects.toMatchObject({ code: "CARD_PIN_ROOM" });
    await on(card).with((one) => encode(one, orders, undefined, "4711"));
    expect(app.files.get(1)!.data).toEqual(Uint8Array.from([...fromHex(orders.credential), ...verifierOf("4711", fromHex(orders.versions[0]!.keys[1]!))]));
  }
});
