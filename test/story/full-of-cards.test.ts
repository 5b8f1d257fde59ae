import { crc32 } from "node:zlib";
import { createTokens } from "../../firmware/src/credential/token";
import { tokenKeyOf } from "../../firmware/src/crypto/kdf";
import { cardsCapacity } from "../../firmware/src/store/grant-shape";
import { Grants } from "../../firmware/src/store/grants";
import { SettingsStore } from "../../firmware/src/store/settings";
import { encodeProfile, flagCardKey } from "../../firmware/src/wire/card-profile";
import type { Grant } from "../../firmware/src/wire/grant";
import { encodeSettings } from "../../firmware/src/wire/settings";
import { desfire } from "../../firmware/src/wire/technology";
import { nodeCipher } from "../../host-tools/hal/node-cipher";
import { loadBoard } from "../../host-tools/flash/board-config";
import { loadList } from "../../host-tools/flash/image/load-list";
import { standAlone } from "../../host-tools/provision/settings";
import { VirtualClock } from "../../host-tools/simulator/board/clock";
import { jsNative } from "../../host-tools/hal/native";
import { secureCard } from "../../host-tools/simulator/cards/secure-card";
import { SimulatedReader } from "../../host-tools/simulator/reader";
import { deviceKey, plan, profile, wrapped } from "../support/card-bench";

/* The flash of a stock ESP32 with as many cards as `latchkey board show` promises, each with a key of its own: two lines of the list each (ADR 12). */
const { flash } = loadBoard(process.cwd(), "esp32-devkit");
const people = cardsCapacity(flash.pageBytes, flash.regions.grants.pages);
const native = { ...jsNative(), crc32: (bytes: Uint8Array) => crc32(bytes) };
const tokenOf = createTokens(nodeCipher(), tokenKeyOf(nodeCipher(), deviceKey));
const bytesOf = (person: number, length: number, salt: number): Uint8Array => nodeCipher().sha256(Uint8Array.of(person, person >> 8, person >> 16, salt)).slice(0, length);
const uidOf = (person: number): Uint8Array => Uint8Array.of(4, ...bytesOf(person, 6, 1));
const cardOf = (person: number, key = bytesOf(person, 16, 2)) => secureCard(plan({ uid: uidOf(person), key, data: bytesOf(person, 16, 3) }));

function linesOf(person: number): Grant[] {
  const limits = { validFrom: 0, validUntil: 0, flags: 0 };
  const rights = { token: tokenOf(desfire, bytesOf(person, 16, 3)), levels: 1, ...limits };
  return [{ token: tokenOf(desfire, uidOf(person)), levels: 0, ...limits, key: wrapped(bytesOf(person, 16, 2)) }, rights];
}

describe("an ESP32 with all the cards that it promises to hold", () => {
  const clock = new VirtualClock(1_790_000_000);
  const identity = {
    readerId: new Uint8Array(8), deviceKey, drbgSeed: deviceKey, provisionedAt: 1_790_000_000,
    backendHost: new Uint8Array(4), backendPort: 0, wifiName: "", wifiKey: "",
  };
  const link = { send: () => undefined, listen: () => undefined };
  const reader = new SimulatedReader({ identity, clock, link, seed: 1, pages: { grants: flash.regions.grants.pages } });

  beforeAll(() => {
    reader.powerOff();
    const profiles = encodeProfile(profile({ flags: 3 | flagCardKey, wrappedKey: new Uint8Array(16) }));
    new SettingsStore(reader.region("settings"), native).save(encodeSettings({ ...standAlone(1), assuranceMin: 3, profiles }));
    const grants = reader.region("grants");
    for (let page = 0; page < grants.pages; page++) grants.erase(page);
    loadList(grants, native, Array.from({ length: people }, (_, person) => linesOf(person)).flat(), 9);
    reader.powerOn();
    clock.advance(2000);
  });
  afterAll(() => reader.powerOff());

  function opensFor(card: ReturnType<typeof cardOf>): boolean {
    reader.frontEnd.present(card);
    clock.advance(1000);
    const isOpen = reader.door.isOn("relay");
    reader.remove();
    clock.advance(10_000);
    return isOpen;
  }

  it("lets in who has one of them, and neither a copy without its key nor a card that is not on the list", () => {
    expect(people).toBeGreaterThan(20_000);
    const some = [0, 1, people - 1, ...Array.from({ length: 12 }, (_, i) => Math.floor((people * (i + 0.5)) / 12))];
    expect(some.filter((person) => !opensFor(cardOf(person)))).toEqual([]);
    expect(some.filter((person) => opensFor(cardOf(person, new Uint8Array(16))))).toEqual([]);
    expect([people, people + 1, people + 2].filter((person) => opensFor(cardOf(person)))).toEqual([]);
    expect(reader.restarts).toBe(0);
  });

  it("has every card's key and rights, and says that it is full", () => {
    const grants = new Grants(reader.region("grants"), native);
    expect([grants.count, grants.keys, grants.damaged, grants.fill()]).toEqual([people * 2, people, false, 100]);
    for (let person = 0; person < people; person += 13) {
      for (const line of linesOf(person)) expect(grants.find(line.token)).toEqual(line);
    }
  });
});
