import { flagDisabled } from "../../firmware/src/wire/grant";
import { leaseExtended, leaseUnlocked } from "../../firmware/src/wire/lease";
import * as technology from "../../firmware/src/wire/technology";
import type { Settings } from "../../firmware/src/wire/settings";
import type { Applet } from "../../host-tools/simulator/cards/iso-dep-card";
import { secureCard } from "../../host-tools/simulator/cards/secure-card";
import { CardBench, cardId, plan, profile, type Listed } from "../support/card-bench";
import { groupKey, held, leaseId, leaseOf, nowS, phone, takesPhones, wallet } from "../support/phone-bench";

const bench = (list: Listed[] = [], more: Partial<Settings> = {}) => new CardBench([], list, 3, { ...takesPhones, ...more });
const refused = (reason: string) => ({ granted: false, reason, technology: technology.phone });

describe("a phone that no list knows", () => {
  it("opens with a lease for this door, by three commands", () => {
    const at = bench();
    const from = at.reader.frontEnd.commandsHeard.length;
    expect(at.hold([held(phone())])).toMatchObject({ granted: true, reason: "granted", technology: technology.phone });
    expect(at.reader.door.isOn("relay")).toBe(true);
    const exchanges = at.reader.frontEnd.commandsHeard.slice(from).filter((code) => code === 0x40);
    expect(exchanges).toHaveLength(2);
  });

  it.each([[0, 500], [leaseExtended, 2500]])("keeps the door unlocked for as long as its lease says: flags %i, %i ms", (flag, ms) => {
    const at = bench([], { unlockMs: 500, extendedMs: 2500 });
    expect(at.hold([held(phone(wallet(leaseOf({ flags: flag | 0x10001 }))))]).granted).toBe(true);
    at.clock.advance(ms - 100);
    expect(at.reader.door.isOn("relay")).toBe(true);
    at.clock.advance(200);
    expect(at.reader.door.isOn("relay")).toBe(false);
  });

  it("opens again at the next tap, by another nonce", () => {
    const at = bench();
    for (let i = 0; i < 3; i++) {
      expect(at.hold([held(phone(), Uint8Array.of(8, 1, 2, i))]).granted).toBe(true);
      at.clear();
    }
  });

  it("opens over a line that loses the acknowledgement and the answer of its second command", () => {
    const at = bench();
    const applet = phone();
    let asked = 0;
    const lossy: Applet = {
      apdu: (command) => {
        if (++asked === 1) at.reader.frontEnd.loseNext();
        return applet.apdu(command);
      },
      reset: () => applet.reset(),
    };
    expect(at.hold([held(lossy)])).toMatchObject({ granted: true, technology: technology.phone });
    expect(asked).toBeGreaterThan(2);
  });

  it.each([
    ["over", { validUntil: nowS - 1 }, "expired"],
    ["not begun", { validFrom: nowS + 7200 }, "notYetValid"],
    ["without a level of this door", { flags: 0x10000 }, "noAccessLevel"],
  ] as const)("is refused with a lease that is %s", (_name, terms, reason) => {
    expect(bench().hold([held(phone(wallet(leaseOf(terms))))])).toMatchObject(refused(reason));
  });

  it("is refused with a lease that was taken back", () => {
    const denied = { technology: technology.phone, identifier: leaseId, flags: flagDisabled };
    expect(bench([denied]).hold([held(phone())])).toMatchObject(refused("leaseRevoked"));
  });

  it("is refused while the reader has no whole list that could say so", () => {
    const at = bench();
    at.reader.powerOff();
    const region = at.reader.region("grants");
    region.erase(0);
    region.erase(1);
    at.reader.powerOn();
    at.clock.advance(2000);
    expect(at.hold([held(phone())]).granted).toBe(false);
  });

  it("is refused without a lease, with one of another reader, with another's, and while it is locked", () => {
    expect(bench().hold([held(phone({ leases: new Map() }))])).toMatchObject(refused("leaseMissing"));
    const elsewhere = leaseOf({ flags: 1 | (2 << 16) }, { deviceKey: new Uint8Array(32).fill(5) });
    expect(bench().hold([held(phone(wallet(elsewhere)))])).toMatchObject(refused("leaseWrongDoor"));
    const forged = leaseOf({}, { deviceKey: new Uint8Array(32).fill(5) });
    expect(bench().hold([held(phone(wallet(forged)))])).toMatchObject(refused("leaseForged"));
    const stolen = leaseOf({}, { phoneKey: new Uint8Array(16).fill(5) });
    expect(bench().hold([held(phone(wallet(stolen)))])).toMatchObject(refused("phoneTag"));
    const careful = leaseOf({ flags: leaseUnlocked | 0x10001 });
    expect(bench().hold([held(phone(wallet(careful), false))])).toMatchObject(refused("phoneLocked"));
    expect(bench().hold([held(phone(wallet(careful), true))]).granted).toBe(true);
  });

  it("says nothing to a reader that is not of its site", () => {
    expect(bench().hold([held(phone({ groupKeys: [groupKey.map((byte) => byte ^ 1)] }))])).toMatchObject(refused("wrongKey"));
  });

  it("is refused when it plays the last tap's answer", () => {
    const at = bench();
    const good = phone();
    const said: Uint8Array[] = [];
    const tape: Applet = { apdu: (command) => (said[said.length] = good.apdu(command)), reset: () => good.reset() };
    expect(at.hold([held(tape)]).granted).toBe(true);
    at.clear();
    const answers = [...said];
    const player: Applet = { apdu: () => answers.shift() ?? Uint8Array.of(0x6d, 0), reset: () => undefined };
    expect(at.hold([held(player, Uint8Array.of(8, 9, 9, 9))])).toMatchObject(refused("cardReplayed"));
  });
});

describe("phones beside cards", () => {
  it("a reader without the group key asks no phone", () => {
    expect(new CardBench([], [], 0).hold([held(phone())])).toMatchObject({ granted: false, technology: technology.uid });
  });

  it("a card is read by its profile, a phone by its lease, whatever UID it shows", () => {
    const at = new CardBench([profile()], [{ technology: technology.desfire, identifier: cardId }], 3, takesPhones);
    expect(at.hold([secureCard(plan())])).toMatchObject({ granted: true, technology: technology.desfire });
    at.clear();
    expect(at.hold([secureCard(plan({ uid: Uint8Array.of(8, 7, 6, 5) }))])).toMatchObject({ granted: true, technology: technology.desfire });
    at.clear();
    expect(at.hold([held(phone(), Uint8Array.of(4, 1, 2, 3, 4, 5, 6))])).toMatchObject({ granted: true, technology: technology.phone });
  });
});
