import type { Candidate } from "../../../firmware/src/credential/identify";
import type { Card } from "../../../firmware/src/nfc/poller";
import { Phones } from "../../../firmware/src/credential/phone";
import { createDrbg } from "../../../firmware/src/crypto/drbg";
import { wrapKeyOf } from "../../../firmware/src/crypto/kdf";
import { chipCipher } from "../../../firmware/src/espruino/cipher";
import { chipNative } from "../../../firmware/src/espruino/native";
import { takeMemory } from "../../../firmware/src/espruino/memory";
import { mark, marks } from "./marks";

/* The reader's half of a phone tap, ten times, with the phone's answer prepared: docs/phone-protocol.md, section 9. */
takeMemory(16000);
const hex = (text: string) => {
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(text.substr(i * 2, 2), 16);
  return bytes;
};
const deviceKey = hex("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20");
const nonce = hex("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf");
const answers = [
  hex("01feb86f8b6eb0268a9000"),
  hex("c0ffee0011223344803bb16a008db26a010001006117fb93a967e257cb4bb1099530ae57f0efc58ced5909b7214020308e5e8136580ced221206f20e9000"),
];
const wrapKey = wrapKeyOf(chipCipher, deviceKey);
const group = new Uint8Array(chipCipher.encryptBlock(wrapKey, hex("404142434445464748494a4b4c4d4e4f")));
const drbg = createDrbg({ cipher: chipCipher, seed: deviceKey, epoch: 1, noise: nonce, persist: () => undefined });
/* The generator's work is done and counted, its bytes are the example's. */
const random = { bytes: (length: number) => (drbg.bytes(length), nonce), mix: () => undefined };
const phones = new Phones({
  cipher: chipCipher, native: chipNative, random: random, deviceKey: deviceKey, wrapKey: wrapKey, groupKey: () => group, door: () => 1,
});
let left = 11;
let index = 0;
const card: Card = {
  target: { atqa: 4, sak: 32, uid: new Uint8Array([8, 1, 2, 3]), ats: undefined },
  exchange: (_data, done) => {
    const at = index++;
    mark(at ? "selected" : "asked");
    setTimeout(() => {
      mark(at ? "-" : "meanwhile");
      done(0, answers[at]!);
    }, 5);
  },
  command: () => undefined,
  counts: { alertsMissed: 0, repeats: 0, aborts: 0, initialisations: 0, resets: 0 },
};
function next(): void {
  if (left-- === 0) {
    print(marks());
    quit();
  }
  index = 0;
  mark("-");
  phones.prove(card, (code: number, candidate: Candidate | undefined) => {
    mark("judged");
    if (!code && candidate) setTimeout(next, 5);
    else {
      /* No figures from a phone that is refused. */
      print("refused " + code);
      quit();
    }
  });
}
setTimeout(next, 5);
