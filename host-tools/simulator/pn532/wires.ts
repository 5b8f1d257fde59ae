import type { Bus } from "../../../firmware/src/hal/bus";
import type { Clock } from "../../../firmware/src/hal/clock";
import { AskedBus } from "../../../firmware/src/nfc/transports/asked-bus";
import { i2cPort, spiPort } from "../../../firmware/src/nfc/transports/frame-port";
import { fastLine } from "./fast-line";
import { jsNative } from "../../hal/native";
import { I2cPort, SpiPort, spiTo } from "./host-ports";
import type { EmulatedPn532 } from "./pn532";

/** How a front end can be wired; SPI and I2C with and without its interrupt line. */
export const wires = ["serial", "serial+fast", "spi", "spi+irq", "i2c", "i2c+irq"] as const;
export type Wire = (typeof wires)[number];

/** The way to `chip`; `stickAlert` holds its interrupt line still. */
export interface Wired {
  bus: Bus;
  stickAlert(stuck: boolean): void;
}

export function wireTo(chip: EmulatedPn532, wire: Wire, clock: Clock): Wired {
  if (wire === "serial+fast") return { bus: fastLine(chip, clock), stickAlert: () => undefined };
  if (wire === "serial") return { bus: chip.bus, stickAlert: () => undefined };
  const port = wire.startsWith("spi") ? new SpiPort(chip) : new I2cPort(chip);
  const alert = wire.endsWith("irq") ? port.outlet.alertLine : undefined;
  const asked = port instanceof SpiPort ? spiPort(spiTo(port)) : i2cPort(port.device);
  return {
    bus: new AskedBus({ clock, native: jsNative(), alert, port: asked }),
    stickAlert: (stuck) => void (port.outlet.alertStuck = stuck),
  };
}
