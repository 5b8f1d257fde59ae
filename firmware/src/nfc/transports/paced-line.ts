import type { Bus } from "../../hal/bus";

/** Bits a second of a PN532 just switched on (UM0701-02, 6.2.3). */
const firstBaud = 115200;
/** By BR of SetSerialBaudRate, from 5 on (7.2.8). */
export const fastBauds = [230400, 460800, 921600];
const firstRate = 5;

/** A serial line that goes on at `fastBaud` once the chip has agreed, and begins anew at its first pace. */
export function pacedLine(line: Bus, fastBaud: number, setBaud: (baud: number) => void): Bus {
  return {
    write: line.write,
    listen: line.listen,
    wake(): void {
      setBaud(firstBaud);
      line.wake();
    },
    faster: { rate: fastBauds.indexOf(fastBaud) + firstRate, go: () => setBaud(fastBaud) },
  };
}
