import { pack, u16At, u32At, unpack, type Value } from "../../../firmware/src/base/pack";
import { encodeGrant, decodeGrant, grantBytes } from "../../../firmware/src/wire/grant";
import { decodeRecord, encodeRecord, recordBytes } from "../../../firmware/src/wire/record";
import { decodeSettings, encodeSettings } from "../../../firmware/src/wire/settings";
import * as message from "../../../firmware/src/wire/message";

const token = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);

describe("pack", () => {
  it("lays fields out low byte first and reads them back", () => {
    const bytes = pack("u8 u16 u32 b3", [1, 0x0203, 0xfffffffe, Uint8Array.of(9, 8, 7)]);
    expect([...bytes]).toEqual([1, 3, 2, 0xfe, 0xff, 0xff, 0xff, 9, 8, 7]);
    const [a, b, c, d] = unpack("u8 u16 u32 b3", bytes, 0);
    expect([a, b, c, [...(d as Uint8Array)]]).toEqual([1, 0x0203, 0xfffffffe, [9, 8, 7]]);
  });

  it("takes a value for each integer of a row, and fills up bytes that are too few", () => {
    const bytes = pack("u16*2 b3 u32*2 u8", [1, 0xffff, Uint8Array.of(7), 2, 0x80000000, 3]);
    expect([...bytes]).toEqual([1, 0, 0xff, 0xff, 7, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0x80, 3]);
    const padded = Uint8Array.of(9, 9, ...bytes).subarray(1);
    const [a, b, c, d, e, f] = unpack("u16*2 b3 u32*2 u8", padded, 1);
    expect([a, b, [...(c as Uint8Array)], d, e, f]).toEqual([1, 0xffff, [7, 0, 0], 2, 0x80000000, 3]);
    expect([u16At(padded, 3), u32At(padded, 12)]).toEqual([0xffff, 0x80000000]);
  });

  it("knows the size of every declared layout", () => {
    const sizeOf = (format: string, values: Value[]): number => pack(format, values).length;
    const nonce = new Uint8Array(8);
    const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);
    expect(sizeOf(message.syncFormat, [nonce, ...zeros(15)])).toBe(message.syncBytes);
    expect(sizeOf(message.newsFormat, [nonce, ...zeros(4)])).toBe(message.newsBytes);
    expect(sizeOf(message.deltaFormat, zeros(3))).toBe(message.deltaBytes);
    expect(sizeOf(message.commandFormat, zeros(3))).toBe(message.commandBytes);
    expect(sizeOf(message.eventsFormat, [nonce, 0])).toBe(message.eventsBytes);
    expect(sizeOf(message.receiptFormat, [nonce, 0])).toBe(message.receiptBytes);
  });
});

describe("wire records", () => {
  it("gives a grant back as it was", () => {
    const grant = { token, levels: 0x80000001, validFrom: 1, validUntil: 0xffffffff, flags: 6 };
    const bytes = encodeGrant(grant);
    expect(bytes).toHaveLength(grantBytes);
    expect(decodeGrant(bytes, 0)).toEqual(grant);
  });

  it("gives a record back as it was", () => {
    const out = new Uint8Array(recordBytes);
    const entry = { type: 1, reason: 16, door: 255, technology: 2, flags: 3, time: 0xf0000000, token, detail: 77 };
    encodeRecord(out, entry, 0xfedcba98, 0x12345);
    expect(decodeRecord(out, 0)).toEqual({ ...entry, sequence: 0xfedcba98, epoch: 0x2345, crc: 0 });
  });

  it("gives settings back as they were and refuses any cut", () => {
    const settings = {
      version: 9, door: 3, mode: 0, unlockMs: 5000, extendedMs: 15000, heldOpenS: 30, assuranceMin: 0, policies: 2,
      graceMin: 0, utcOffsetMin: -210, summer: undefined, levels: Uint8Array.of(0, 255), schedules: [Uint8Array.of(31, 0, 0, 160, 5)], holidays: Uint16Array.of(20000), profiles: new Uint8Array(0), phones: new Uint8Array(0), formerMin: 0, formerUntil: 0,
    };
    const bytes = encodeSettings(settings);
    expect(decodeSettings(bytes)).toEqual(settings);
    for (let cut = 0; cut < bytes.length; cut++) expect(() => decodeSettings(bytes.subarray(0, cut))).toThrow();
  });
});
