import type { Bytes } from "../../../firmware/src/base/bytes";
import type { Bus } from "../../../firmware/src/hal/bus";
import type { Clock } from "../../../firmware/src/hal/clock";
import { pacedLine } from "../../../firmware/src/nfc/transports/paced-line";
import { flatten, textOf } from "../../hal/parts";
import { firstBaud, serialWakeUp, type EmulatedPn532 } from "./pn532";

const fastBaud = 921600;

/** A serial line whose host and chip have each a pace of their own: what one says at another is noise to the other. */
export function fastLine(chip: EmulatedPn532, clock: Clock): Bus {
  let hostBaud = firstBaud;
  const heard = (bytes: Bytes): Bytes => (hostBaud === chip.baud ? bytes : bytes.map((byte) => byte ^ 0xb5));
  const line: Bus = {
    write(parts) {
      const sent = heard(flatten(parts));
      clock.after(0, () => chip.feed(sent));
    },
    wake: () => line.write([serialWakeUp]),
    listen: (receive) => chip.onOutput((bytes) => receive(textOf(heard(bytes)))),
  };
  return pacedLine(line, fastBaud, (baud) => void (hostBaud = baud));
}
