import { fromHex, toHex } from "../../../firmware/src/base/bytes";
import { leaseKeysOf } from "../../../firmware/src/crypto/kdf";
import { leaseUnlocked } from "../../../firmware/src/wire/lease";
import { readerProofOf } from "../../../host-tools/keys/phone";
import { nobleCipher } from "../../../host-tools/simulator/board/cipher";
import { phoneCard, type PhoneApplet } from "../../../host-tools/simulator/cards/phone";
import { deviceKey } from "../../support/card-bench";
import { groupKey, leaseOf, phone, wallet } from "../../support/phone-bench";

/* The reference phone against docs/phone-protocol.md, sections 5 to 7: what it says to which command, in which order it looks. */
const cipher = nobleCipher();
const nonce = Uint8Array.from({ length: 16 }, (_, i) => 0xa0 + i);
const { doorId } = leaseKeysOf(cipher, deviceKey);
const proof = readerProofOf(cipher, groupKey, { nonce, doorId });
const select = "00a4040009f04c415443484b455900";
const rest = (parts: { door?: Uint8Array; proof?: Uint8Array } = {}): string =>
  [parts.door ?? doorId, nonce, parts.proof ?? proof].map(toHex).join("") + "00";
const auth = (head = "8010010028", tail = rest()): string => head + tail;
/** A proof that is wrong in one byte. */
const wrongAt = (at: number): Uint8Array => proof.map((byte, i) => (i === at ? byte ^ 0x80 : byte));
const provenFor = (door: Uint8Array): string => rest({ door, proof: readerProofOf(cipher, groupKey, { nonce, doorId: door }) });

/** Status word of the last of these commands, and how long that answer was. */
function said(commands: string[], applet: PhoneApplet = phone()): [string, number] {
  const answers = commands.map((command) => applet.apdu(fromHex(command)));
  const last = answers.at(-1)!;
  return [toHex(last.slice(-2)), last.length];
}

test.each<[string, string[], string, number]>([
  ["SELECT of the application", [select], "9000", 11],
  ["SELECT without Le", [select.slice(0, -2)], "9000", 11],
  ["SELECT of another application", ["00a4040007d276000085010100"], "6a82", 2],
  ["SELECT of part of the name", ["00a4040008f04c415443484b4500"], "6a82", 2],
  ["SELECT by file, not by name", ["00a4000009f04c415443484b455900"], "6a82", 2],
  ["AUTH after SELECT", [select, auth()], "9000", 62],
  ["nothing", [""], "6700", 2],
  ["three bytes", ["00a404"], "6700", 2],
  ["another class", [select, auth("9010010028")], "6e00", 2],
  ["another class, before SELECT", [auth("0010010028")], "6e00", 2],
  ["another instruction", [select, auth("8011010028")], "6d00", 2],
  ["another instruction, before SELECT", ["80ca010000"], "6d00", 2],
  ["AUTH before SELECT", [auth()], "6985", 2],
  ["AUTH before SELECT, of another version", [auth("8010020028")], "6985", 2],
  ["AUTH after another application was selected", [select, "00a4040007d276000085010100", auth()], "6985", 2],
  ["a second AUTH after one that was right", [select, auth(), auth()], "6985", 2],
  ["a second AUTH after one of another version", [select, auth("8010020028"), auth()], "6985", 2],
  ["a second AUTH after one of a wrong length", [select, auth().slice(0, -2), auth()], "6985", 2],
  ["a second AUTH after one with a wrong proof", [select, auth(undefined, rest({ proof: wrongAt(0) })), auth()], "6985", 2],
  ["AUTH after an unknown instruction, which counts for none", [select, "80ca010000", auth()], "9000", 62],
  ["AUTH after SELECT once more", [select, auth(), select, auth()], "9000", 62],
  ["P1 of another version", [select, auth("8010020028")], "6a86", 2],
  ["P1 of another version and a wrong length: the version comes first", [select, "8010020000"], "6a86", 2],
  ["P2 other than 0", [select, auth("8010010128")], "6a86", 2],
  ["Lc one less", [select, auth("8010010027")], "6700", 2],
  ["Lc one more", [select, auth("8010010029")], "6700", 2],
  ["AUTH without Le", [select, auth().slice(0, -2)], "6700", 2],
  ["AUTH with a byte more", [select, `${auth()}00`], "6700", 2],
  ["AUTH with its head alone", [select, "80100100"], "6700", 2],
  ["a proof that is wrong in its first byte", [select, auth(undefined, rest({ proof: wrongAt(0) }))], "6988", 2],
  ["a proof that is wrong in its last byte", [select, auth(undefined, rest({ proof: wrongAt(7) }))], "6988", 2],
  ["a stranger at a door without a lease hears of the proof, not of the lease", [select, auth(undefined, rest({ door: new Uint8Array(16) }))], "6988", 2],
  ["a door of the site without a lease", [select, auth(undefined, provenFor(new Uint8Array(16)))], "6a88", 2],
])("%s", (_name, commands, status, length) => {
  expect(said(commands)).toEqual([status, length]);
});

test("a lease that wants the phone unlocked: refused while it is locked, whatever it would open", () => {
  const careful = wallet(leaseOf({ flags: leaseUnlocked | 0x10001 }));
  expect(said([select, auth()], phone(careful, false))).toEqual(["6982", 2]);
  expect(said([select, auth()], phone(careful, true))).toEqual(["9000", 62]);
  expect(said([select, auth(undefined, rest({ proof: wrongAt(3) }))], phone(careful, false))).toEqual(["6988", 2]);
});

test("a phone that lost the field forgets that it was selected", () => {
  const applet = phone();
  said([select], applet);
  applet.reset();
  expect(said([auth()], applet)).toEqual(["6985", 2]);
});

test("as a card it allows a waiting time by FWI 7, without a CID", () => {
  const { ats } = phoneCard(Uint8Array.of(8, 1, 2, 3), phone());
  expect([ats[0], ats.length, ats[3]! >> 4, ats[4]! & 2]).toEqual([5, 5, 7, 2]);
});
