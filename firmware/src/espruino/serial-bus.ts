import type { Bus } from "../hal/bus";

export interface SerialPlace {
  /** Only where ports are files. */
  path: string | undefined;
  /** Only where the pins are not the port's own. */
  rx: string | undefined;
  tx: string | undefined;
}

/** One serial port by its name ("Serial1"). */
export function openSerial(port: string, baud: number, place: SerialPlace): Serial {
  const serial = (global as Record<string, unknown>)[port] as Serial;
  if (place.path) serial.setup(baud, { path: place.path });
  else if (place.rx && place.tx) serial.setup(baud, { rx: new Pin(place.rx), tx: new Pin(place.tx) });
  else serial.setup(baud);
  return serial;
}

/** Wakes the PN532 from power-down on its serial line (UM0701-02, 7.2.11), harmless otherwise. */
const wakeUp = new Uint8Array([85, 85, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

export function serialBus(serial: Serial): Bus {
  return {
    write: serial.write.bind(serial) as Bus["write"],
    wake: () => serial.write(wakeUp),
    listen(receive: (chunk: string) => void): void {
      serial.removeAllListeners("data");
      serial.on("data", receive);
    },
  };
}
