import { concat } from "../../../firmware/src/base/bytes";
import { messageMalformed } from "../../../firmware/src/base/fault";
import { pack } from "../../../firmware/src/base/pack";
import { decodeDelta } from "../../../firmware/src/sync/apply-delta";
import { encodeGrant } from "../../../firmware/src/wire/grant";
import * as message from "../../../firmware/src/wire/message";

const grant = (n: number) => ({ token: new Uint8Array(8).fill(n), levels: n, validFrom: 1, validUntil: 2, flags: 4 });
const key = (n: number) => new Uint8Array(16).fill(n);
const bodyOf = (count: number, ...parts: Uint8Array[]) => concat([pack(message.deltaFormat, [7, 9, count]), ...parts]);
const malformed = expect.objectContaining({ fault: messageMalformed });

test("a delta with card keys: all ones are none", () => {
  const body = bodyOf(2, encodeGrant(grant(1)), key(255), encodeGrant(grant(2)), key(3));
  expect(decodeDelta(body, true)).toEqual({ from: 7, to: 9, grants: [grant(1), { ...grant(2), key: key(3) }] });
});

test("as many as are said to fit do fit a down frame, and one more does not", () => {
  const room = message.downPayloadBytesMax - message.newsBytes;
  const keyed = (count: number) => bodyOf(count, ...Array.from({ length: count }, () => [encodeGrant(grant(1)), key(3)]).flat());
  expect(keyed(message.keyedDeltaGrantsMax).length).toBeLessThanOrEqual(room);
  expect(keyed(message.keyedDeltaGrantsMax + 1).length).toBeGreaterThan(room);
});

test("what is longer or shorter than it says is refused", () => {
  expect(() => decodeDelta(bodyOf(1, encodeGrant(grant(1))), true)).toThrow(malformed);
  expect(() => decodeDelta(bodyOf(1, encodeGrant(grant(1)), key(3)), false)).toThrow(malformed);
  expect(() => decodeDelta(bodyOf(2, encodeGrant(grant(1))), false)).toThrow(malformed);
});
