import type { Bytes } from "../base/bytes";
import type { Bus } from "../hal/bus";

/** One serial port by its name ("Serial1"); `path` only where ports are files. */
export function openSerial(port: string, baud: number, path: string | undefined): Serial {
  const serial = (global as Record<string, unknown>)[port] as Serial;
  if (path) serial.setup(baud, { path: path });
  else serial.setup(baud);
  return serial;
}

export function serialBus(serial: Serial): Bus {
  return {
    write: (bytes: Bytes) => serial.write(bytes),
    listen(receive: (chunk: Bytes) => void): void {
      serial.on("data", (text: string) => receive(E.toUint8Array(text)));
    },
  };
}
