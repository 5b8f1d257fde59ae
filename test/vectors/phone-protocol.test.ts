import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fromHex, toHex } from "../../firmware/src/base/bytes";
import { Phones } from "../../firmware/src/credential/phone";
import { leaseKeysOf } from "../../firmware/src/crypto/kdf";
import type { Candidate } from "../../firmware/src/credential/identify";
import { makeLease } from "../../host-tools/backend/leases/make-lease";
import { jsNative } from "../../host-tools/hal/native";
import { PhoneApplet } from "../../host-tools/simulator/cards/phone";
import { shareGroupKey, takeGroupKey } from "../../host-tools/keys/group-key";
import * as keys from "../../host-tools/keys/phone";
import { cardAtHand } from "../support/card-at-hand";
import { opensslCipher } from "../support/openssl-cipher";

/* The numbers of docs/phone-protocol.md, section 9, by OpenSSL: what is printed there is what phone, reader and backend make. */
const page = readFileSync(join(__dirname, "../../docs/phone-protocol.md"), "utf8");
const printed = new Map([...page.matchAll(/^ {4}(\w+) +(?:=|->) ([0-9a-f]+)$/gm)].map((found) => [found[1]!, found[2]!]));
const hex = (name: string): Uint8Array => fromHex(printed.get(name)!);
const number = (name: string): number => Number(printed.get(name));
const cipher = opensslCipher();
const reader = leaseKeysOf(cipher, hex("K_device"));

function made(): Record<string, Uint8Array> {
  const asked = { nonce: hex("nonce"), doorId: reader.doorId };
  const terms = { id: hex("id"), validFrom: number("from"), validUntil: number("until"), flags: number("flags") };
  const lease = makeLease(cipher, reader, hex("K_phone"), terms);
  const K_door = keys.doorKeyOf(cipher, hex("K_phone"), reader.doorId);
  return {
    doorId: reader.doorId, K_wrap: reader.wrap, K_mac: reader.mac, K_door, lease,
    pseudonym: keys.pseudonymOf(cipher, hex("K_phone"), number("day")),
    proof: keys.readerProofOf(cipher, hex("K_group"), asked),
    tag: keys.tagOf(cipher, K_door, { ...asked, lease, who: 2 }),
    renewal: keys.renewalProofOf(cipher, hex("K_phone"), { phone: number("phone"), time: number("time"), held: [hex("id")] }),
    grouped: keys.renewalProofOf(cipher, hex("K_phone"), { phone: number("phone"), time: number("time"), held: [hex("id")], groups: [hex("groupId")] }),
    shared: shareGroupKey(cipher, hex("K_phone"), { id: hex("groupId"), key: hex("K_group") }),
  };
}

test("every number of the example is what the code makes of those above it", () => {
  const numbers = Object.fromEntries(Object.entries(made()).map(([name, value]) => [name, toHex(value)]));
  expect(Object.fromEntries(Object.keys(numbers).map((name) => [name, printed.get(name)]))).toEqual(numbers);
});

test("the phone takes the group key out of what it is given, and out of nothing else", () => {
  const take = (id: Uint8Array, shared: Uint8Array) => takeGroupKey(cipher, hex("K_phone"), { id, shared });
  expect(toHex(take(hex("groupId"), hex("shared"))!)).toBe(printed.get("K_group"));
  expect(take(hex("id"), hex("shared"))).toBeUndefined();
  expect(take(hex("groupId"), hex("shared").slice(1))).toBeUndefined();
  for (let bit = 0; bit < 24 * 8; bit++) {
    const flipped = hex("shared").map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
    expect(take(hex("groupId"), flipped)).toBeUndefined();
  }
});

/** The shipped reader with the example's nonce, talking to `applet`; commands and answers in order. */
function talk(applet: PhoneApplet): { said: string[]; candidate: Candidate | undefined } {
  const said: string[] = [];
  const hand = cardAtHand(Uint8Array.of(8, 1, 2, 3), (command) => {
    const answer = applet.apdu(command);
    said.push(toHex(command), toHex(answer));
    return answer;
  });
  const native = jsNative();
  const wrapKey = new Uint8Array(16);
  const group = cipher.encryptBlock(wrapKey, hex("K_group"));
  const random = { bytes: () => hex("nonce"), mix: () => undefined };
  const phones = new Phones({ cipher, native, random, deviceKey: hex("K_device"), wrapKey, groupKey: () => group, door: () => 1 });
  let candidate: Candidate | undefined;
  phones.prove(hand.card, (_fault, found) => (candidate = found));
  hand.talk();
  return { said, candidate };
}

test("reader and phone say the example's four messages, and the lease's terms come out", () => {
  const leases = new Map([[toHex(reader.doorId), hex("lease")]]);
  const state = { day: () => number("day"), unlocked: () => false };
  const { said, candidate } = talk(new PhoneApplet({ phoneKey: hex("K_phone"), groupKeys: [hex("K_group")], leases }, state, cipher));
  expect(said).toEqual(["SELECT", "selected", "AUTH", "proved"].map((name) => printed.get(name)));
  expect(candidate!.lease).toMatchObject({ levels: 1, validFrom: number("from"), validUntil: number("until"), flags: 0 });
  expect(toHex(candidate!.identifier)).toBe(printed.get("id"));
});
