import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cmacVectors } from "../vectors/cmac-vectors";
import { diversifyVector } from "../vectors/card-vectors";
import { describeWith } from "../support/needs";

/*
 * OpenSSL's own program, in place of every line of ours: CMAC from its own MAC, and the phone protocol made once more from nothing
 * but the text of docs/phone-protocol.md, as somebody would who writes an application for it.
 */
const page = readFileSync(join(__dirname, "../../docs/phone-protocol.md"), "utf8");
const printed = new Map([...page.matchAll(/^ {4}(\w+) +(?:=|->) ([0-9a-f]+)$/gm)].map((found) => [found[1]!, found[2]!]));
const hex = (name: string): Buffer => Buffer.from(printed.get(name)!, "hex");
const u32 = (name: string): Buffer => Buffer.from(Uint32Array.of(Number(printed.get(name))).buffer);
const ascii = (text: string): Buffer => Buffer.from(text, "ascii");
const bytes = (...some: number[]): Buffer => Buffer.from(some);

function cmac(key: Buffer, ...parts: Buffer[]): Buffer {
  const args = ["mac", "-cipher", `AES-${key.length * 8}-CBC`, "-macopt", `hexkey:${key.toString("hex")}`, "CMAC"];
  return Buffer.from(execFileSync("openssl", args, { input: Buffer.concat(parts) }).toString().trim(), "hex");
}

function enciphered(key: Buffer, block: Buffer): Buffer {
  return execFileSync("openssl", ["enc", "-aes-128-ecb", "-nopad", "-K", key.toString("hex")], { input: block });
}

/** Section 3: counter mode of SP 800-108, block i over i, label, 00, no context, the length in bits. */
function derived(key: Buffer, label: string, length: number): Buffer {
  const blocks = [1, 2, 3].map((i) => cmac(key, bytes(i), ascii(label), bytes(0), bytes((length * 8) >> 8, (length * 8) & 255)));
  return Buffer.concat(blocks).subarray(0, length);
}

describeWith(["openssl"], "OpenSSL's own program", () => {
  it.each(cmacVectors)("$source: $length bytes", ({ key, message, tag }) => {
    expect(cmac(Buffer.from(key, "hex"), Buffer.from(message, "hex")).toString("hex")).toBe(tag);
  });

  it("AN10922: a key of a card is the CMAC of 01 and its input, padded to two blocks by the second subkey", () => {
    const { master, uid, application, system, key } = diversifyVector;
    const input = Buffer.from(`01${uid}${application}${system}`, "hex");
    expect(input.length).toBeGreaterThan(16);
    expect(cmac(Buffer.from(master, "hex"), input).toString("hex")).toBe(key);
  });

  it("makes every number of the phone protocol's example from its text", () => {
    const reader = derived(hex("K_device"), "phone", 48);
    const doorId = reader.subarray(0, 16);
    const [K_wrap, K_mac] = [reader.subarray(16, 32), reader.subarray(32)];
    const K_door = cmac(hex("K_phone"), ascii("door"), doorId);
    const pseudonym = cmac(cmac(hex("K_phone"), ascii("pseudonym")), u32("day")).subarray(0, 8);
    const proof = cmac(hex("K_group"), bytes(1), hex("nonce"), doorId).subarray(0, 8);
    const body = Buffer.concat([hex("id"), u32("from"), u32("until"), u32("flags"), enciphered(K_wrap, K_door)]);
    const lease = Buffer.concat([body, cmac(K_mac, body).subarray(0, 8)]);
    const tag = cmac(K_door, bytes(2), hex("nonce"), doorId, lease);
    const renewal = cmac(hex("K_phone"), ascii("renew"), u32("phone"), u32("time"), hex("id"));
    const grouped = cmac(hex("K_phone"), ascii("renew"), u32("phone"), u32("time"), hex("id"), ascii("group"), hex("groupId"));
    const wrapped = enciphered(cmac(hex("K_phone"), ascii("group")), hex("K_group"));
    const shared = Buffer.concat([wrapped, cmac(hex("K_phone"), ascii("group"), hex("groupId"), wrapped).subarray(0, 8)]);
    const SELECT = Buffer.concat([bytes(0x00, 0xa4, 0x04, 0x00, 0x09, 0xf0), ascii("LATCHKEY"), bytes(0)]);
    const selected = Buffer.concat([bytes(1), pseudonym, bytes(0x90, 0)]);
    const AUTH = Buffer.concat([bytes(0x80, 0x10, 1, 0, 0x28), doorId, hex("nonce"), proof, bytes(0)]);
    const proved = Buffer.concat([lease, tag, bytes(0x90, 0)]);
    const made = { doorId, K_wrap, K_mac, K_door, pseudonym, proof, lease, tag, renewal, grouped, shared, SELECT, selected, AUTH, proved };
    for (const [name, value] of Object.entries(made)) expect([name, value.toString("hex")]).toEqual([name, printed.get(name)]);
    expect(printed.size).toBe(Object.keys(made).length + "K_device K_phone K_group day nonce id phone time from until flags groupId".split(" ").length);
  });
});
