import { createPn532 } from "../../firmware/src/nfc/pn532";
import { createPoller } from "../../firmware/src/nfc/poller";
import { identify } from "../../firmware/src/credential/identify";
import { VirtualClock } from "../../host-tools/simulator/board/clock";
import { jsNative } from "../../host-tools/hal/native";
import { EmulatedPn532 } from "../../host-tools/simulator/pn532/pn532";
import { wireTo, type Wire } from "../../host-tools/simulator/pn532/wires";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** A poller at an emulated chip over `wire`, and all that it told. */
export function frontEnd(wire: Wire = "serial") {
  const clock = new VirtualClock(0);
  const chip = new EmulatedPn532(clock);
  const { bus, stickAlert } = wireTo(chip, wire, clock);
  const told: string[] = [];
  const pn532 = createPn532(bus, clock, jsNative());
  const resets = { pulses: 0 };
  function reset(on: boolean): void {
    if (on) resets.pulses++;
    else chip.reset();
  }
  const poller = createPoller({
    pn532,
    clock,
    native: jsNative(),
    reset: { set: (on) => reset(on) },
    resetAlways: bus.faster !== undefined,
    listener: {
      present: (card, finished) =>
        identify(card, undefined, undefined, (fault, found) => {
          told.push(fault ? `fault ${fault}` : found.map((one) => `${one.technology}:${hex(one.identifier)}`).join(" "));
          finished();
        }),
      removed: () => told.push("removed"),
      tooMany: (finished) => (told.push("too many"), finished()),
      lost: (fault) => told.push(`lost ${fault}`),
      back: () => told.push("back"),
    },
  });
  poller.start();
  clock.advance(500);
  return { clock, chip, told, pn532, poller, stickAlert, resets };
}
