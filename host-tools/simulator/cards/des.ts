/*
 * DES (FIPS 46-3), for one purpose: the factory key of a DESFire is a DES key, and tools that we did not write begin with
 * it. Nothing of the reader or the backend uses it.
 */
const initial = "58504234261810026052443628201204625446383022140664564840322416085749413325170901595143352719110361534537292113056355473931231507";
const expansion = "320102030405040506070809080910111213121314151617161718192021202122232425242526272829282930313201";
const permutation = "1607202129122817011523260518311002082414322703091913300622110425";
const choice1 = "5749413325170901585042342618100259514335271911036052443663554739312315076254463830221406615345372921130528201204";
const choice2 = "141711240105032815062110231912042608160727201302415231374755304051453348444939563453464250362932";
const shifts = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1];
const boxes = [
  "e4d12fb83a6c5907 0f74e2d1a6cb9538 41e8d62bfc973a50 fc8249175b3ea06d",
  "f18e6b34972dc05a 3d47f28ec01a69b5 0e7ba4d158c6932f d8a13f42b67c05e9",
  "a09e63f51dc7b428 d709346a285ecbf1 d6498f30b12c5ae7 1ad069874fe3b52c",
  "7de3069a1285bc4f d8b56f03472c1ae9 a690cb7df13e5284 3f06a1d8945bc72e",
  "2c417ab6853fd0e9 eb2c47d150fa3986 421bad78f9c5630e b8c71e2d6f09a453",
  "c1af92680d34e75b af427c9561de0b38 9ef528c3704a1db6 432c95fabe17608d",
  "4b2ef08d3c975a61 d0b7491ae35c2f86 14bdc37eaf680592 6bd814a7950fe23c",
  "d2846fb1a93e50c7 1fd8a374c56b0e92 7b419ce206adf358 21e74a8dfc90356b",
];
const table = (text: string): number[] => text.match(/../g)!.map(Number);
const tables = {
  initial: table(initial),
  expansion: table(expansion),
  permutation: table(permutation),
  choice1: table(choice1),
  choice2: table(choice2),
};
const sboxes = boxes.map((box) => [...box.replace(/ /g, "")].map((digit) => parseInt(digit, 16)));

const pick = (bits: number[], order: number[]): number[] => order.map((place) => bits[place - 1]!);
const bitsOf = (bytes: Uint8Array): number[] => [...bytes].flatMap((byte) => [7, 6, 5, 4, 3, 2, 1, 0].map((bit) => (byte >> bit) & 1));
const bytesOf = (bits: number[]): Uint8Array =>
  Uint8Array.from({ length: bits.length / 8 }, (_, i) => parseInt(bits.slice(i * 8, i * 8 + 8).join(""), 2));

function roundKeys(key: Uint8Array): number[][] {
  const chosen = pick(bitsOf(key), tables.choice1);
  let [c, d] = [chosen.slice(0, 28), chosen.slice(28)];
  return shifts.map((by) => {
    [c, d] = [[...c.slice(by), ...c.slice(0, by)], [...d.slice(by), ...d.slice(0, by)]];
    return pick([...c, ...d], tables.choice2);
  });
}

function substituted(right: number[], key: number[]): number[] {
  const mixed = pick(right, tables.expansion).map((bit, i) => bit ^ key[i]!);
  const out = sboxes.flatMap((box, i) => {
    const [a, b, c, d, e, f] = mixed.slice(i * 6, i * 6 + 6) as [number, number, number, number, number, number];
    const value = box[((a << 1) | f) * 16 + ((b << 3) | (c << 2) | (d << 1) | e)]!;
    return [3, 2, 1, 0].map((bit) => (value >> bit) & 1);
  });
  return pick(out, tables.permutation);
}

function block(input: Uint8Array, keys: number[][]): Uint8Array {
  const start = pick(bitsOf(input), tables.initial);
  let [left, right] = [start.slice(0, 32), start.slice(32)];
  for (const key of keys) {
    const mixed = substituted(right, key);
    [left, right] = [right, left.map((bit, i) => bit ^ mixed[i]!)];
  }
  const last = [...right, ...left];
  const out: number[] = [];
  tables.initial.forEach((place, i) => (out[place - 1] = last[i]!));
  return bytesOf(out);
}

/** One block of 8 bytes; the key's parity bits are ignored. */
export const desEncrypt = (key: Uint8Array, input: Uint8Array): Uint8Array => block(input, roundKeys(key));
export const desDecrypt = (key: Uint8Array, input: Uint8Array): Uint8Array => block(input, roundKeys(key).reverse());

/** A key of 16 bytes is two DES keys (EDE); with equal halves it is plain DES. */
export function twoKeyEncrypt(key: Uint8Array, input: Uint8Array): Uint8Array {
  const [first, second] = [key.subarray(0, 8), key.subarray(8, 16)];
  return desEncrypt(first, desDecrypt(second, desEncrypt(first, input)));
}
