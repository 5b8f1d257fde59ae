import type { Bytes } from "../../../firmware/src/base/bytes";
import { concat } from "../../../firmware/src/base/bytes";
import { encodeFrame } from "../../../firmware/src/nfc/pn532-frame";
import { createPn532 } from "../../../firmware/src/nfc/pn532";
import { flatten, textOf } from "../../../host-tools/hal/parts";
import { VirtualClock } from "../../../host-tools/simulator/board/clock";
import { jsNative } from "../../../host-tools/hal/native";

/* A line on which bytes wait for a host that is busy elsewhere, in the order in which they were sent. */
const ack = Uint8Array.of(0, 0, 255, 0, 255, 0);
const version = encodeFrame(Uint8Array.of(0xd5, 3, 0x32, 1, 6, 7));
const answer = (byte: number) => encodeFrame(Uint8Array.of(0xd5, 0x41, 0, byte));

function line() {
  const clock = new VirtualClock(0);
  const written: Bytes[] = [];
  let receive: (chunk: string) => void = () => undefined;
  const bus = { wake: () => undefined, write: (parts: Parameters<typeof flatten>[0]) => void written.push(flatten(parts)), listen: (to: typeof receive) => void (receive = to) };
  const pn532 = createPn532(bus, clock, jsNative());
  const told: string[] = [];
  const ask = () => pn532.exchange(Uint8Array.of(0x30), (fault, rest) => told.push(`${fault} ${rest.join()}`));
  return { clock, pn532, told, ask, written, hear: (...frames: Bytes[]) => receive(textOf(concat(frames))) };
}

const ways: [string, (hear: (...frames: Bytes[]) => void, frames: Bytes[]) => void][] = [
  ["in one burst", (hear, frames) => hear(...frames)],
  ["one by one", (hear, frames) => frames.forEach((frame) => hear(frame))],
  ["the acknowledgement with the answer", (hear, frames) => frames.forEach((frame, i) => frame === ack || hear(...frames.slice(frames[i - 1] === ack ? i - 1 : i, i + 1)))],
];

test.each(ways)("an answer that was asked for again and came twice is not taken for the next command's: %s", (_name, come) => {
  const { clock, pn532, told, ask, hear } = line();
  ask();
  hear(ack);
  clock.advance(320);
  expect(pn532.counts.repeats).toBe(1);
  hear(answer(1));
  ask();
  come(hear, [answer(1), ack, answer(2)]);
  expect(told).toEqual(["0 1", "0 2"]);
  ask();
  hear(answer(3));
  expect(told).toEqual(["0 1", "0 2", "0 3"]);
});

/* Whoever asked learns of it once a question of another kind has been answered: what comes after that is for the next command. */
test.each(ways)("of a command that was sent twice, because the line was late, both answers are its own: %s", (_name, come) => {
  const { clock, pn532, told, ask, hear, written } = line();
  ask();
  clock.advance(160);
  expect([pn532.counts.repeats, written.length]).toEqual([1, 2]);
  come(hear, [ack, answer(1)]);
  expect(written[2]).toEqual(encodeFrame(Uint8Array.of(0xd4, 2)));
  come(hear, [ack, answer(1), ack, version]);
  expect(told).toEqual(["0 1"]);
  ask();
  come(hear, [ack, answer(2)]);
  expect(told).toEqual(["0 1", "0 2"]);
});

test("a chip that does not answer the question after that is given up, and what it said before is not used", () => {
  const { clock, pn532, told, ask, hear } = line();
  ask();
  clock.advance(160);
  hear(ack, answer(1));
  clock.advance(300);
  expect(told).toEqual([expect.stringMatching(/^1 /)]);
  expect(pn532.fault).toBe(1);
});

test("the answer to a command that was given up is not taken for the next one's", () => {
  const { clock, told, ask, hear } = line();
  ask();
  hear(ack);
  clock.advance(3000);
  expect(told).toHaveLength(1);
  ask();
  hear(answer(1));
  hear(ack, answer(2));
  expect(told.slice(1)).toEqual(["0 2"]);
});
