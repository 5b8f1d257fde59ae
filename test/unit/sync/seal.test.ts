import fc from "fast-check";
import * as fault from "../../../firmware/src/base/fault";
import { createSeal, parseHeader } from "../../../firmware/src/sync/seal";
import * as message from "../../../firmware/src/wire/message";
import { nobleCipher } from "../../../host-tools/simulator/board/cipher";
import { jsNative } from "../../../host-tools/hal/native";
import { foreignSeal, foreignSealRaw, type Fields } from "../../support/foreign-seal";

const deviceKey = Uint8Array.from({ length: 32 }, (_, i) => i * 7 + 1);
const readerId = Uint8Array.of(0x10, 0x21, 0x32, 0x43, 0x54, 0x65, 0x76, 0x87);
const epoch = 0xfedc0007;
const seal = (up: boolean, over: object = {}) => createSeal(nobleCipher(), jsNative(), { deviceKey, readerId, epoch, up, ...over });
const reader = seal(true);
const backend = seal(false);

function faultOf(run: () => unknown): number {
  try {
    run();
  } catch (e) {
    return fault.codeOf(e);
  }
  return fault.none;
}

const random = (length: number, seed: number) => Uint8Array.from({ length }, (_, i) => (seed * 31 + i * 17 + (i >> 3)) & 255);

describe("seal against a second implementation on OpenSSL and noble", () => {
  for (const up of [true, false]) {
    const [type, longest] = up ? [message.events, message.upPayloadBytesMax] : [message.news, message.downPayloadBytesMax];
    it(`makes the same frames ${up ? "up" : "down"} for random messages`, () => {
      const messages = fc.tuple(fc.uint8Array({ maxLength: longest }), fc.nat(0xffffffff));
      fc.assert(
        fc.property(messages, ([payload, counter]) => {
          const fields: Fields = { type, readerId, epoch, counter, down: !up };
          const frame = (up ? reader : backend).seal(type, counter, payload);
          expect(Buffer.from(frame).equals(foreignSeal(deviceKey, fields, payload))).toBe(true);
          const opened = (up ? backend : reader).open(frame);
          expect([opened.type, opened.counter, Buffer.from(opened.payload).equals(payload)]).toEqual([type, counter, true]);
        }),
        { numRuns: 60 },
      );
    });

    it(`takes the longest payload ${up ? "up" : "down"} and refuses one byte more`, () => {
      const side = up ? reader : backend;
      expect(side.seal(type, 1, random(longest, 1)).length).toBeLessThanOrEqual(up ? 1200 : 528);
      expect(faultOf(() => side.seal(type, 1, random(longest + 1, 1)))).toBe(fault.frameOversized);
    });
  }
});

describe("what a side refuses to open", () => {
  const types = [message.sync, message.events, message.news, message.receipt, message.poke];
  it.each(types)("any single flipped bit of a message of type %i", (type) => {
    const up = type < 128;
    const frame = (up ? reader : backend).seal(type, 9, random(type === message.poke ? 0 : 50, type));
    for (let bit = 0; bit < frame.length * 8; bit++) {
      const bad = Uint8Array.from(frame);
      bad[bit >> 3]! ^= 1 << (bit & 7);
      expect([fault.frameSeal, fault.frameMalformed, fault.frameVersion]).toContain(faultOf(() => (up ? backend : reader).open(bad)));
    }
  });

  const down: Fields = { type: message.news, readerId, epoch, counter: 5, down: true };
  const good = foreignSeal(deviceKey, down, random(70, 3));

  it("every truncation and every lengthening", () => {
    expect(faultOf(() => reader.open(good))).toBe(fault.none);
    for (let length = 0; length < good.length; length++) {
      expect(faultOf(() => reader.open(good.subarray(0, length)))).not.toBe(fault.none);
    }
    expect(faultOf(() => reader.open(Buffer.concat([good, Buffer.alloc(1)])))).toBe(fault.frameMalformed);
    expect(faultOf(() => reader.open(Buffer.concat([good, Buffer.alloc(64)])))).toBe(fault.frameMalformed);
    expect(faultOf(() => reader.open(Buffer.alloc(529)))).toBe(fault.frameOversized);
    expect(faultOf(() => backend.open(Buffer.alloc(1201)))).toBe(fault.frameOversized);
  });

  it("a frame that is properly sealed but not for this side, reader, epoch or version", () => {
    const refused = (over: Partial<Fields>) => faultOf(() => reader.open(foreignSeal(deviceKey, { ...down, ...over }, random(9, 1))));
    expect(refused({})).toBe(fault.none);
    expect(refused({ down: false, type: message.sync })).toBe(fault.frameSeal);
    expect(refused({ down: false })).toBe(fault.frameSeal);
    expect(refused({ type: message.sync })).toBe(fault.frameSeal);
    expect(refused({ type: 127 })).toBe(fault.frameSeal);
    expect(refused({ epoch: epoch - 1 })).toBe(fault.frameSeal);
    expect(refused({ readerId: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) })).toBe(fault.frameSeal);
    expect(refused({ readerId: Uint8Array.of(...readerId.subarray(0, 7), 0) })).toBe(fault.frameSeal);
    expect(refused({ version: 2 })).toBe(fault.frameVersion);
    expect(refused({ keyVersion: 2 })).toBe(fault.frameSeal);
    expect(refused({ flags: 1 })).toBe(fault.frameSeal);
    expect(faultOf(() => reader.open(foreignSeal(random(32, 4), down, random(9, 1))))).toBe(fault.frameSeal);
    expect(faultOf(() => reader.open(reader.seal(message.sync, 1, random(9, 1))))).toBe(fault.frameSeal);
  });

  it("a length that does not belong to the body, and padding that is not 80 00 .., both under a true tag", () => {
    const raw = (length: number, plain: Uint8Array) => faultOf(() => reader.open(foreignSealRaw(deviceKey, { ...down, length }, plain)));
    const plain = Buffer.alloc(128);
    plain[70] = 0x80;
    expect(raw(70, plain)).toBe(fault.none);
    for (const length of [0, 63, 128, 65535]) expect(raw(length, plain)).toBe(fault.frameMalformed);
    for (const length of [64, 69, 71, 127]) expect(raw(length, plain)).toBe(fault.frameMalformed);
    plain[100] = 1;
    expect(raw(70, plain)).toBe(fault.frameMalformed);
  });

  it("reads the tag before anything is decrypted", () => {
    let decrypted = 0;
    const cipher = { ...nobleCipher(), decryptCbc: () => (decrypted++, new Uint8Array(64)) };
    const watched = createSeal(cipher, jsNative(), { deviceKey, readerId, epoch, up: true });
    const bad = Uint8Array.from(good);
    bad[bad.length - 1]! ^= 1;
    expect(faultOf(() => watched.open(bad))).toBe(fault.frameSeal);
    expect(decrypted).toBe(0);
  });

  it("noise of any length, without ever throwing anything but a fault", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1400 }), (noise) => {
        for (const side of [reader, backend]) expect(faultOf(() => side.open(noise))).not.toBe(fault.none);
      }),
    );
  });
});

describe("parseHeader", () => {
  it("names the sender of a frame, unproven, and refuses what is no frame", () => {
    const frame = Buffer.from(reader.seal(message.sync, 0xffffffff, random(50, 1)));
    expect(parseHeader(frame)).toEqual({ readerId, epoch, counter: 0xffffffff, type: message.sync });
    expect(faultOf(() => parseHeader(frame.subarray(0, 103)))).toBe(fault.frameMalformed);
    expect(faultOf(() => parseHeader(Buffer.alloc(104)))).toBe(fault.frameVersion);
  });
});
