import * as technology from "../../firmware/src/wire/technology";
import { flagCardKey, flagEv1 } from "../../firmware/src/wire/card-profile";
import { secureCard } from "../../host-tools/simulator/cards/secure-card";
import { readCardProfiles, weaknessesOf } from "../../host-tools/provision/card-profile";
import { cardFrom } from "../../host-tools/simulator/cards/card-from";
import { CardBench, cardId, plan, profile, uid, wrapped, zoneKey } from "../support/card-bench";

const listed = [{ technology: technology.desfire, identifier: cardId }];
const exchange = 0x40;

describe("a card that proves itself at the door", () => {
  for (const [generation, flag] of [["ev1", flagEv1], ["ev2", flagEv1], ["ev2", 0], ["ev3", 0]] as const) {
    for (const [mode, comm] of [["plain", 0], ["mac", 1], ["full", 3]] as const) {
      it(`is let in: DESFire ${generation} by ${flag ? "AuthenticateAES" : "EV2First"}, content ${mode}`, () => {
        const bench = new CardBench([profile({ flags: comm | flag })], listed, 3);
        const before = bench.reader.frontEnd.commandsHeard.length;
        expect(bench.hold([secureCard(plan({ generation, comm }))])).toMatchObject({ granted: true, reason: "granted", technology: technology.desfire });
        expect(bench.reader.frontEnd.commandsHeard.slice(before).filter((code) => code === exchange)).toHaveLength(4);
        expect(bench.reader.door.isOn("relay")).toBe(true);
      });
    }
  }

  it("is let in: NTAG 424 DNA, by APDUs", () => {
    const bench = new CardBench([profile({ technology: technology.ntag424, file: 3 })], [{ technology: technology.ntag424, identifier: cardId }], 3);
    expect(bench.hold([secureCard(plan({ generation: "ntag424", file: 3 }))])).toMatchObject({ granted: true, technology: technology.ntag424 });
  });

  it("is let in by the key of its own grant, its UID proved, with one exchange less", () => {
    const own = Uint8Array.from({ length: 16 }, (_, i) => 200 - i);
    const mine = profile({ flags: flagCardKey, length: 0, wrappedKey: new Uint8Array(16) });
    const bench = new CardBench([mine], [{ technology: technology.desfire, identifier: uid, key: own }], 3);
    expect(bench.hold([secureCard(plan({ key: own }))])).toMatchObject({ granted: true, technology: technology.desfire });
    bench.clear();
    expect(bench.hold([secureCard(plan())])).toMatchObject({ granted: false, reason: "wrongKey" });
    bench.clear();
    expect(bench.hold([secureCard(plan({ uid: Uint8Array.of(4, 9, 9, 9, 9, 9, 9), key: own }))])).toMatchObject({ granted: false, reason: "unknownCredential" });
  });

  it("is let in with an old key while the new one is already in force", () => {
    const fresh = Uint8Array.from(zoneKey, (byte) => byte ^ 0xff);
    const bench = new CardBench([profile({ wrappedKey: wrapped(fresh), keyVersion: 2 }), profile()], listed, 3);
    for (const key of [zoneKey, fresh]) {
      expect(bench.hold([secureCard(plan({ key }))])).toMatchObject({ granted: true });
      bench.clear();
    }
  });

  it("that has another application is a card with a UID, and too weak where the door asks for proof", () => {
    for (const [assuranceMin, reason] of [[0, "granted"], [3, "assuranceTooLow"]] as const) {
      const bench = new CardBench([profile()], [{ technology: technology.uid, identifier: uid }], assuranceMin);
      expect(bench.hold([secureCard(plan({ applicationId: 0x111111 }))])).toMatchObject({ reason, technology: technology.uid });
    }
  });

  it("that cannot prove itself is never taken for its UID where the door asks for proof", () => {
    const list = [...listed, { technology: technology.uid, identifier: uid }];
    const wrong = () => secureCard(plan({ key: new Uint8Array(16) }));
    expect(new CardBench([profile()], list, 1).hold([wrong()])).toMatchObject({ granted: false, reason: "wrongKey", technology: technology.desfire });
    expect(new CardBench([profile()], list, 0).hold([wrong()])).toMatchObject({ granted: true, technology: technology.uid });
  });

  it("is refused as what it is, with profiles of other kinds tried after its own", () => {
    const ntag = profile({ technology: technology.ntag424, file: 3 });
    const bench = new CardBench([profile(), ntag], listed, 3);
    const copy = secureCard(plan({ key: new Uint8Array(16) }));
    expect(bench.hold([copy])).toMatchObject({ granted: false, reason: "wrongKey", technology: technology.desfire });
  });

  it("whose profile proves less than it seems to is named where the profile is read", () => {
    const one = (more: object) => weaknessesOf(readCardProfiles(JSON.stringify({ technology: "desfire", application: "F51234", file: 2, key: "00".repeat(16), ...more })));
    expect(one({ mode: "plain" })).toEqual([expect.stringMatching(/^Card profile 1: the id travels plain/)]);
    expect(one({ length: 0 })).toEqual([expect.stringMatching(/^Card profile 1: the UID is the id and all cards have one key/)]);
    for (const good of [{}, { mode: "mac" }, { mode: "plain", auth: "ev1" }, { length: 0, key: undefined }, { mode: "plain", length: 0, key: undefined }]) expect(one(good)).toEqual([]);
  });

  it("falls back to the next profile where it lacks the key of the first, or does not know its way to authenticate", () => {
    const missing = profile({ keyNumber: 3 });
    expect(new CardBench([missing], listed, 3).hold([secureCard(plan())])).toMatchObject({ granted: false, reason: "wrongKey", technology: technology.desfire });
    expect(new CardBench([missing, profile()], listed, 3).hold([secureCard(plan())])).toMatchObject({ granted: true });
    const ev1 = secureCard(plan({ generation: "ev1" }));
    expect(new CardBench([profile(), profile({ flags: 3 | flagEv1 })], listed, 3).hold([ev1])).toMatchObject({ granted: true });
    expect(new CardBench([profile()], listed, 3).hold([secureCard(plan({ generation: "ev1" }))])).toMatchObject({ granted: false, reason: "unknownCredential" });
  });

  it("is refused by name: key version, file, rights, length, somebody else's id", () => {
    const bench = new CardBench([profile()], listed, 3);
    const refusals: [object, string][] = [
      [{ key: new Uint8Array(16), keyVersion: 7 }, "wrongKeyVersion"],
      [{ key: new Uint8Array(16) }, "wrongKey"],
      [{ file: 3 }, "cardRefused"],
      [{ data: cardId.subarray(0, 8) }, "cardRefused"],
      [{ comm: 0 }, "cardRefused"],
      [{ data: new Uint8Array(16) }, "unknownCredential"],
    ];
    for (const [other, reason] of refusals) {
      expect(bench.hold([secureCard(plan(other))])).toMatchObject({ granted: false, reason });
      bench.clear();
    }
    expect(bench.hold([cardFrom("desfire:04112233445566")])).toMatchObject({ granted: false, reason: "unknownCredential" });
  });
});
