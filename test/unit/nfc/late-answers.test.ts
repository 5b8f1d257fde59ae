import type { Bytes } from "../../../firmware/src/base/bytes";
import { concat } from "../../../firmware/src/base/bytes";
import { encodeFrame } from "../../../firmware/src/nfc/pn532-frame";
import { createPn532 } from "../../../firmware/src/nfc/pn532";
import { flatten, textOf } from "../../../host-tools/hal/parts";
import { VirtualClock } from "../../../host-tools/simulator/board/clock";
import { jsNative } from "../../../host-tools/hal/native";

/* A line on which bytes wait for a host that is busy elsewhere, in the order in which they were sent. */
const ack = Uint8Array.of(0, 0, 255, 0, 255, 0);
const answer = (byte: number) => encodeFrame(Uint8Array.of(0xd5, 0x41, 0, byte));

function line() {
  const clock = new VirtualClock(0);
  const written: Bytes[] = [];
  let receive: (chunk: string) => void = () => undefined;
  const bus = { wake: () => undefined, write: (parts: Parameters<typeof flatten>[0]) => void written.push(flatten(parts)), listen: (to: typeof receive) => void (receive = to) };
  const pn532 = createPn532(bus, clock, jsNative());
  const told: string[] = [];
  const ask = () => pn532.exchange(Uint8Array.of(0x30), (fault, rest) => told.push(`${fault} ${rest.join()}`));
  return { clock, pn532, told, ask, hear: (...frames: Bytes[]) => receive(textOf(concat(frames))) };
}

test.each([
  ["in one burst", (hear: (...frames: Bytes[]) => void) => hear(answer(1), ack, answer(2))],
  ["one by one", (hear: (...frames: Bytes[]) => void) => [answer(1), ack, answer(2)].forEach((frame) => hear(frame))],
  ["the acknowledgement with the answer", (hear: (...frames: Bytes[]) => void) => [answer(1)].forEach(() => (hear(answer(1)), hear(ack, answer(2))))],
])("an answer that was asked for again and came twice is not taken for the next command's: %s", (_name, come) => {
  const { clock, pn532, told, ask, hear } = line();
  ask();
  hear(ack);
  clock.advance(320);
  expect(pn532.counts.repeats).toBe(1);
  hear(answer(1));
  ask();
  come(hear);
  expect(told).toEqual(["0 1", "0 2"]);
  ask();
  hear(answer(3));
  expect(told).toEqual(["0 1", "0 2", "0 3"]);
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
