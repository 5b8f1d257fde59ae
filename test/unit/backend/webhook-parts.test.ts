import { addressFault } from "../../../host-tools/backend/webhooks/address";
import { retryDelayS } from "../../../host-tools/backend/webhooks/retry";
import { secretText, signedHeaders } from "../../../host-tools/backend/webhooks/signature";

/* The example with which the libraries of the Standard Webhooks project test their `sign` (libraries/go/webhook_test.go and its siblings). */
test("a delivery is signed as the specification's own example", () => {
  const secret = Uint8Array.from(Buffer.from("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "base64"));
  const delivery = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1614265330, body: '{"test": 2432232314}' };
  expect(signedHeaders(secret, delivery)["webhook-signature"]).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  expect(secretText(secret)).toBe("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
});

test("tries come soon at first, then each hour, and as late as the receiver asks, but within an hour", () => {
  expect([1, 2, 3, 4, 5, 6, 7, 1000].map((failures) => retryDelayS(failures, 0.5))).toEqual([5, 30, 120, 600, 1800, 3600, 3600, 3600]);
  expect([retryDelayS(3, 0), retryDelayS(3, 1)]).toEqual([108, 132]);
  expect([retryDelayS(1, 0.5, 60), retryDelayS(1, 0.5, 1e9)]).toEqual([60, 3600]);
});

test.each([
  ["https://example.org/door", true],
  ["http://homeassistant.local:8123/api/webhook/x", true],
  ["http://localhost:1880/", true],
  ["http://192.168.1.20/hook", true],
  ["http://172.31.0.9/", true],
  ["http://[fd00::1]/", true],
  ["http://nodered:1880/doors", true],
  ["http://example.org/", false],
  ["http://172.32.0.9/", false],
  ["http://10.example.org/", false],
  ["https://user:pass@example.org/", false],
  ["ftp://example.org/", false],
  ["example.org", false],
])("%s as a receiver: %s", (address, fine) => {
  expect(addressFault(address) === undefined).toBe(fine);
});
