import { pack, sizeOf, unpack } from "../../../firmware/src/base/pack";
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

  it("knows the size of every declared layout", () => {
    expect(sizeOf(message.syncFormat)).toBe(message.syncBytes);
    expect(sizeOf(message.newsFormat)).toBe(message.newsBytes);
    expect(sizeOf(message.deltaFormat)).toBe(message.deltaBytes);
    expect(sizeOf(message.commandFormat)).toBe(message.commandBytes);
    expect(sizeOf(message.eventsFormat)).toBe(message.eventsBytes);
    expect(sizeOf(message.receiptFormat)).toBe(message.receiptBytes);
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
