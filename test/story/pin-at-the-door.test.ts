import { flagEv1 } from "../../firmware/src/wire/card-profile";
import { flagDisabled } from "../../firmware/src/wire/grant";
import { leaseUnlocked } from "../../firmware/src/wire/lease";
import { unlocked } from "../../firmware/src/wire/settings";
import * as technology from "../../firmware/src/wire/technology";
import { cardFrom } from "../../host-tools/simulator/cards/card-from";
import { secureCard } from "../../host-tools/simulator/cards/secure-card";
import { cardId, plan, profile, uid } from "../support/card-bench";
import { held, leaseOf, phone, takesPhones, wallet } from "../support/phone-bench";
import { listed, PinBench, pinCard } from "../support/pin-bench";

const exchange = 0x40;
const opened = (at: PinBench) => at.reader.door.isOn("relay");

describe("a card with a PIN at a door that asks for it", () => {
  for (const [generation, flag] of [["ev1", flagEv1], ["ev2", 0], ["ev3", 0]] as const) {
    for (const [mode, comm] of [["plain", 0], ["mac", 1], ["full", 3]] as const) {
      it(`opens once it is typed, with no command more: DESFire ${generation}, content ${mode}`, () => {
        const at = new PinBench({ profiles: [profile({ flags: comm | flag })] });
        const before = at.reader.frontEnd.commandsHeard.length;
        expect(at.show(pinCard("4711", { generation, comm }))).toBe(true);
        expect(at.reader.frontEnd.commandsHeard.slice(before).filter((code) => code === exchange)).toHaveLength(4);
        expect([opened(at), at.taps()]).toEqual([false, []]);
        at.clock.advance(at.reader.keypad.press("4711#"));
        expect(at.only()).toMatchObject({ granted: true, reason: "granted", technology: technology.desfire });
        expect(opened(at)).toBe(true);
      });
    }
  }

  it("opens: NTAG 424 DNA, by APDUs; a keypad of eight bits a key; a slip cleared with *", () => {
    const at = new PinBench({ profiles: [profile({ technology: technology.ntag424, file: 3 })], list: [{ technology: technology.ntag424, identifier: cardId }] });
    at.reader.keypad.bits = 8;
    expect(at.enter(pinCard("12345678", { generation: "ntag424", file: 3 }), "99*12345678#")).toMatchObject({ granted: true });
  });

  it.each([
    ["wrong", "4712#", "pinWrong"],
    ["begun and not ended", "4711", "pinNotGiven"],
    ["not typed at all", "", "pinNotGiven"],
    ["too short", "471#", "pinWrong"],
    ["right with digits too many behind", "471100000#", "pinWrong"],
  ])("is refused when it is %s", (_name, keys, reason) => {
    const at = new PinBench();
    expect(at.show(pinCard("4711"))).toBe(true);
    at.clock.advance(at.reader.keypad.press(keys) + 11_000);
    expect(at.only()).toMatchObject({ granted: false, reason });
    expect([opened(at), at.reader.keypad.watched]).toEqual([false, false]);
  });

  it("is asked for again when a key came garbled: that counts as no try, and opens nothing", () => {
    const at = new PinBench();
    at.show(pinCard("4711"));
    const { keypad, door } = at.reader;
    for (let i = 0; i < 6; i++) {
      at.clock.advance(keypad.press("47"));
      keypad.pulses([0, 0, 1]);
      at.clock.advance(200);
      const from = door.edges.length;
      at.clock.advance(keypad.press("11#") + 1000);
      expect(door.edges.slice(from).some(({ line, on }) => line === "red" && on)).toBe(true);
      expect([keypad.watched, at.taps()]).toEqual([true, []]);
    }
    at.clock.advance(keypad.press("4711#") + 200);
    expect(at.only()).toMatchObject({ granted: true });
  });

  it("gives nobody more than half a minute, however he clears what he typed", () => {
    const at = new PinBench();
    at.show(pinCard("4711"));
    for (let i = 0; i < 8 && at.reader.keypad.watched; i++) at.clock.advance(at.reader.keypad.press("47*") + 5000);
    expect(at.only()).toMatchObject({ reason: "pinNotGiven" });
  });

  it("gives the same sign for every key", () => {
    const signs = [..."0123456789*"].map((key) => {
      const at = new PinBench();
      at.show(pinCard("4711"));
      const from = [at.reader.door.edges.length, at.clock.uptimeMs()] as const;
      at.clock.advance(at.reader.keypad.press(key) + 600);
      return at.reader.door.edges.slice(from[0]).map((edge) => `${edge.line} ${edge.on} ${Math.round(edge.atMs - from[1])}`).join();
    });
    expect(new Set(signs).size).toBe(1);
    expect(signs[0]).toContain("buzzer true");
  });

  it("is not taken for one without: keys pressed before it was asked are nobody's", () => {
    const at = new PinBench();
    at.clock.advance(at.reader.keypad.press("4711#"));
    at.show(pinCard("4711"));
    at.clock.advance(11_000);
    expect(at.only()).toMatchObject({ reason: "pinNotGiven" });
  });
});

describe("a door that asks for a PIN refuses by name", () => {
  it("a card without one, and a card whose file ends before it, named all the same", () => {
    const at = new PinBench();
    expect(at.enter(pinCard(undefined), "4711#")).toMatchObject({ granted: false, reason: "pinNotOnCard", technology: technology.desfire });
    expect(at.enter(secureCard(plan()), "4711#")).toMatchObject({ granted: false, reason: "pinNotOnCard", technology: technology.desfire });
  });

  it("a card whose UID is its id: it proves its key, and nothing on it could check a PIN", () => {
    const at = new PinBench({ profiles: [profile({ length: 0 })], list: [{ technology: technology.desfire, identifier: uid }] });
    expect(at.enter(pinCard("4711"), "4711#")).toMatchObject({ granted: false, reason: "pinNotOnCard", technology: technology.desfire });
    const open = new PinBench({ profiles: [profile({ length: 0 })], list: [{ technology: technology.desfire, identifier: uid }], settings: { policies: 0 } });
    expect(open.enter(pinCard("4711"), "")).toMatchObject({ granted: true, technology: technology.desfire });
  });

  it("a mere number, and a reader without a keypad", () => {
    const at = new PinBench({ list: [{ technology: technology.uid, identifier: uid }] });
    expect(at.enter(cardFrom("uid:04112233445566"), "")).toMatchObject({ reason: "pinNeedsProof", technology: technology.uid });
    const bare = new PinBench({ keypad: false });
    expect(bare.enter(pinCard("4711"), "")).toMatchObject({ reason: "pinNoKeypad" });
  });

  it("a phone that need not be unlocked; one that must be has done it already", () => {
    const at = new PinBench({ settings: takesPhones });
    expect(at.enter(held(phone()), "")).toMatchObject({ reason: "pinNeedsUnlock", technology: technology.phone });
    const careful = wallet(leaseOf({ flags: leaseUnlocked | 0x10001 }));
    expect(at.enter(held(phone(careful), Uint8Array.of(8, 1, 2, 4)), "")).toMatchObject({ granted: true, technology: technology.phone });
  });

  it("a card without rights before it is asked; and asks nobody where the door is open to all", () => {
    const at = new PinBench({ list: [{ ...listed[0]!, flags: flagDisabled }] });
    expect(at.show(pinCard("4711"))).toBe(false);
    expect(at.only()).toMatchObject({ reason: "credentialDisabled" });
    const open = new PinBench({ settings: { mode: unlocked } });
    expect(open.show(pinCard("4711"))).toBe(false);
    expect(open.only()).toMatchObject({ reason: "doorUnlocked" });
  });

  it("the former card once another one is held up", () => {
    const at = new PinBench();
    at.show(pinCard("4711"));
    at.show(cardFrom("uid:04a1b2c3"));
    expect(at.taps().map(({ reason }) => reason)).toEqual(["pinNotGiven", "unknownCredential"]);
    expect(at.reader.keypad.watched).toBe(false);
  });

  it("nobody twice: the same card held up again while it is asked changes nothing", () => {
    const at = new PinBench();
    at.show(pinCard("4711"));
    at.clock.advance(at.reader.keypad.press("47"));
    at.show(pinCard("4711"));
    at.clock.advance(at.reader.keypad.press("11#") + 100);
    expect(at.only()).toMatchObject({ granted: true });
  });
});

describe("wrong PINs in a row", () => {
  const wrong = (at: PinBench) => at.enter(pinCard("4711"), "0000#").reason;
  const pins = (count: number) => Array.from({ length: count }, () => "pinWrong");

  it("bar the card after the fifth: for a minute, then for twice as long each time; the right one ends it", () => {
    const at = new PinBench();
    expect(Array.from({ length: 6 }, () => wrong(at))).toEqual([...pins(5), "pinBarred"]);
    at.clock.advance(60_000);
    expect([wrong(at), wrong(at)]).toEqual(["pinWrong", "pinBarred"]);
    at.clock.advance(100_000);
    expect(wrong(at)).toBe("pinBarred");
    at.clock.advance(20_000);
    expect(at.enter(pinCard("4711"), "4711#")).toMatchObject({ granted: true });
    at.clock.advance(4000);
    expect(Array.from({ length: 5 }, () => wrong(at))).toEqual(pins(5));
  });

  it("bar nobody else", () => {
    const other = Uint8Array.from(cardId, (byte) => byte ^ 1);
    const at = new PinBench({ list: [...listed, { technology: technology.desfire, identifier: other }] });
    for (let i = 0; i < 6; i++) wrong(at);
    expect(at.enter(pinCard("4711", { data: other }), "4711#")).toMatchObject({ granted: true });
  });

  it("are not forgiven by a cut of the power after each: a bar begins anew then", () => {
    const at = new PinBench();
    const tried = Array.from({ length: 8 }, () => {
      at.cutPower();
      return wrong(at);
    });
    expect(tried).toEqual([...pins(5), "pinBarred", "pinBarred", "pinBarred"]);
    at.clock.advance(50_000);
    at.cutPower();
    at.clock.advance(50_000);
    expect(wrong(at)).toBe("pinBarred");
    at.clock.advance(10_000);
    expect(wrong(at)).toBe("pinWrong");
  });

  it("cannot be counted, and are not looked at, where flash takes nothing", () => {
    const at = new PinBench();
    at.show(pinCard("4711"));
    for (let page = 1; page <= 3; page++) at.reader.flash.badPages.add(page);
    at.clock.advance(at.reader.keypad.press("4711#") + 100);
    expect(at.only()).toMatchObject({ granted: false, reason: "pinUncounted" });
  });

  /* What a thief with the card gets in four hours who cuts the power as soon as he sees that it was wrong, or barred. */
  it("get a thief who cuts the power after each try no further than one who does not", () => {
    const at = new PinBench();
    const card = pinCard("4711");
    const endMs = at.clock.uptimeMs() + 14_400_000;
    let [tries, waitMs] = [0, 0];
    while (at.clock.uptimeMs() < endMs) {
      const { reason, granted } = at.enter(card, `${String(tries).padStart(4, "0")}#`);
      expect(granted).toBe(false);
      at.cutPower();
      if (reason === "pinWrong") {
        tries++;
        waitMs = 0;
      } else at.clock.advance((waitMs = waitMs ? waitMs * 2 : 30_000));
    }
    expect(tries).toBeGreaterThan(5);
    /* After 1, 2, 4 ... minutes: seven of them fit. */
    expect(tries).toBeLessThanOrEqual(5 + 7);
  });
});
