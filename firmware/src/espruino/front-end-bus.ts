import type { Bus } from "../hal/bus";
import * as config from "latchkey:board";
import { AskedBus } from "../nfc/transports/asked-bus";
import { i2cPort, spiPort } from "../nfc/transports/frame-port";
import { alertLine, i2cDevice, spiDevice } from "./asked-devices";
import { pacedLine } from "../nfc/transports/paced-line";
import { chipClock } from "./clock";
import { chipNative } from "./native";
import { openSerial, serialBus } from "./serial-bus";

/** The way to the PN532 that this board has; what the others need is left out of its bundle. */
export function frontEndBus(): Bus {
  if (config.frontEndBus === "serial") {
    const place = { path: config.frontEndPath, rx: config.frontEndRx, tx: config.frontEndTx };
    const line = serialBus(openSerial(config.frontEndPort, config.frontEndBaud, place));
    return config.frontEndFastBaud ? pacedLine(line, config.frontEndFastBaud, (baud: number) => void openSerial(config.frontEndPort, baud, place)) : line;
  }
  const port = config.frontEndBus === "spi" ? spiPort(overSpi()) : i2cPort(overI2c());
  return new AskedBus({ port: port, clock: chipClock, native: chipNative, alert: alertLine(config.frontEndIrq) });
}

function overSpi() {
  const bus = (global as Record<string, unknown>)[config.frontEndPort] as Spi;
  bus.setup({ sck: new Pin(config.frontEndSck), mosi: new Pin(config.frontEndMosi), miso: new Pin(config.frontEndMiso), baud: config.frontEndBaud });
  return spiDevice(bus, new Pin(config.frontEndCs));
}

function overI2c() {
  const bus = (global as Record<string, unknown>)[config.frontEndPort] as I2c;
  bus.setup({ sda: new Pin(config.frontEndSda), scl: new Pin(config.frontEndScl), bitrate: config.frontEndBaud });
  return i2cDevice(bus);
}
