import { cardAltered, cardRefused } from "../../firmware/src/base/fault";
import { createDrbg } from "../../firmware/src/crypto/drbg";
import { wrapKeyOf } from "../../firmware/src/crypto/kdf";
import { Phones } from "../../firmware/src/credential/phone";
import type { Candidate } from "../../firmware/src/credential/identify";
import { nodeCipher } from "../../host-tools/hal/node-cipher";
import { jsNative } from "../../host-tools/hal/native";
import { cardAtHand } from "../support/card-at-hand";
import { deviceKey } from "../support/card-bench";
import { phone, takesPhones } from "../support/phone-bench";

/* The shipped reader's half against phones that lie, without an antenna in between, so that many can be tried. */
const cipher = nodeCipher();
const random = createDrbg({ cipher, seed: deviceKey, epoch: 1, noise: new Uint8Array(4), persist: () => undefined });
const reader = new Phones({
  cipher, native: jsNative(), random, deviceKey, wrapKey: wrapKeyOf(cipher, deviceKey), groupKey: () => takesPhones.phones!, door: () => 1,
});
type Answer = (command: Uint8Array, index: number) => Uint8Array;

function tap(answer: Answer): { fault: number; candidate: Candidate | undefined } {
  let told: { fault: number; candidate: Candidate | undefined } | undefined;
  let index = 0;
  const { card, talk } = cardAtHand(Uint8Array.of(8, 1, 2, 3), (command) => answer(command, index++));
  reader.prove(card, (fault, candidate) => (told = { fault, candidate }));
  talk();
  return told!;
}

function good(): Answer {
  const applet = phone();
  return (command) => applet.apdu(command);
}

/** A good phone whose second answer is changed on the way. */
const changed = (change: (answer: Uint8Array) => Uint8Array): Answer => {
  const honest = good();
  return (command, index) => (index === 1 ? change(honest(command, index)) : honest(command, index));
};

function recording(): Uint8Array[] {
  const said: Uint8Array[] = [];
  const honest = good();
  expect(tap((command, index) => (said[index] = honest(command, index))).candidate).toBeDefined();
  return said;
}

test("ten thousand replayed taps open nothing, whichever of them is played", () => {
  const tapes = Array.from({ length: 50 }, recording);
  for (let i = 0; i < 10_000; i++) {
    expect(tap((_command, index) => tapes[i % tapes.length]![index]!).candidate).toBeUndefined();
    if (i % 1000 === 0) expect(tap(good()).candidate).toBeDefined();
  }
});

test("every bit of lease, tag and status changed: nothing", () => {
  for (let bit = 0; bit < 62 * 8; bit++) {
    const flip = (answer: Uint8Array) => answer.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
    const told = tap(changed(flip));
    expect([bit, told.candidate]).toEqual([bit, undefined]);
    expect(told.fault).toBeGreaterThan(0);
  }
});

test("every length but the right one: nothing", () => {
  for (let length = 0; length < 120; length++) {
    if (length === 62) continue;
    const resized = (answer: Uint8Array) => Uint8Array.of(...answer.subarray(0, Math.max(0, length - 2)), ...new Uint8Array(Math.max(0, length - 62)), ...[0x90, 0].slice(0, length));
    /* Too short for a status word it is none. */
    expect([length, tap(changed(resized))]).toEqual([length, { fault: length < 2 ? cardRefused : cardAltered, candidate: undefined }]);
  }
});

test("SELECT answered with anything but version 1: no proof is asked for", () => {
  const honest = good();
  for (const first of [[0x6a, 0x82], [], [0x90, 0], [2, 1, 2, 3, 4, 5, 6, 7, 8, 0x90, 0]]) {
    let asked = 0;
    const told = tap((command, index) => (asked++ === 0 ? Uint8Array.from(first) : honest(command, index)));
    expect([told.candidate, asked]).toEqual([undefined, 1]);
  }
});

test("ten thousand taps never use a nonce twice", () => {
  const seen = new Set<string>();
  for (let i = 0; i < 10_000; i++) {
    const honest = good();
    tap((command, index) => {
      if (index === 1) seen.add(Buffer.from(command.subarray(21, 37)).toString("hex"));
      return honest(command, index);
    });
  }
  expect(seen.size).toBe(10_000);
});
