import { Pn532 } from "../../firmware/src/nfc/pn532";
import { Poller } from "../../firmware/src/nfc/poller";
import { AskedBus } from "../../firmware/src/nfc/transports/asked-bus";
import { i2cPort, spiPort } from "../../firmware/src/nfc/transports/frame-port";
import { identify } from "../../firmware/src/credential/identify";
import type { Bus } from "../../firmware/src/hal/bus";
import { VirtualClock } from "../../host-tools/simulator/board/clock";
import { jsNative } from "../../host-tools/simulator/board/native";
import { I2cPort, SpiPort, spiTo } from "../../host-tools/simulator/pn532/host-ports";
import { EmulatedPn532 } from "../../host-tools/simulator/pn532/pn532";

export const wires = ["serial", "spi", "spi+irq", "i2c", "i2c+irq"] as const;
export type Wire = (typeof wires)[number];

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** A chip and the way to it; `stickAlert` holds its interrupt line still. */
export function wired(wire: Wire, clock: VirtualClock): { chip: EmulatedPn532; bus: Bus; stickAlert: (stuck: boolean) => void } {
  const chip = new EmulatedPn532(clock);
  if (wire === "serial") return { chip, bus: chip.bus, stickAlert: () => undefined };
  const isSpi = wire.startsWith("spi");
  const port = isSpi ? new SpiPort(chip) : new I2cPort(chip);
  const parts = { clock, native: jsNative(), alert: wire.endsWith("irq") ? port.outlet.alertLine : undefined };
  const asked = port instanceof SpiPort ? spiPort(spiTo(port)) : i2cPort(port.device);
  const bus = new AskedBus({ ...parts, port: asked });
  return { chip, bus, stickAlert: (stuck) => void (port.outlet.alertStuck = stuck) };
}

/** A poller at an emulated chip over `wire`, and all that it told. */
export function frontEnd(wire: Wire = "serial") {
  const clock = new VirtualClock(0);
  const { chip, bus, stickAlert } = wired(wire, clock);
  const told: string[] = [];
  const pn532 = new Pn532(bus, clock, jsNative());
  const resets = { pulses: 0 };
  const poller = new Poller({
    pn532,
    clock,
    native: jsNative(),
    reset: { set: (on) => (on ? resets.pulses++ : undefined) },
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
