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

export function serialBus(serial: Serial): Bus {
  return {
    write: serial.write.bind(serial) as Bus["write"],
    listen(receive: (chunk: string) => void): void {
      serial.removeAllListeners("data");
      serial.on("data", receive);
    },
  };
}
