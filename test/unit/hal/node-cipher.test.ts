import { nodeCipher } from "../../../host-tools/hal/node-cipher";
import { nobleCipher } from "../../../host-tools/simulator/board/cipher";
import { seededRandom } from "../../../host-tools/simulator/board/entropy";

const random = seededRandom(11);
const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, () => Math.floor(random() * 256));

test("any mix of calls under any mix of keys gives what another implementation gives", () => {
  const ours = nodeCipher();
  const theirs = nobleCipher();
  const keys = [bytes(16), bytes(16), bytes(32), bytes(32)];
  for (let i = 0; i < 3000; i++) {
    const key = keys[Math.floor(random() * keys.length)]!;
    const iv = bytes(16);
    const data = bytes(16 * (1 + Math.floor(random() * 70)));
    const call = (["encryptCbc", "decryptCbc"] as const)[Math.floor(random() * 2)]!;
    expect(Buffer.compare(ours[call](key, iv, data), theirs[call](key, iv, data))).toBe(0);
    expect(Buffer.compare(ours.encryptBlock(key, iv), theirs.encryptBlock(key, iv))).toBe(0);
  }
  expect([...ours.sha256(bytes(3))]).toHaveLength(32);
});

test("what goes in is left as it was", () => {
  const cipher = nodeCipher();
  const [key, iv, data] = [bytes(32), bytes(16), bytes(64)];
  const before = Uint8Array.from(data);
  cipher.decryptCbc(key, iv, cipher.encryptCbc(key, iv, data));
  expect(data).toEqual(before);
});
