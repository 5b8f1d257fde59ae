import { chipClock } from "../../../firmware/src/espruino/clock";
import { chipNative } from "../../../firmware/src/espruino/native";
import { Pn532 } from "../../../firmware/src/nfc/pn532";
import { Poller, type Card } from "../../../firmware/src/nfc/poller";
import { bus, field, meter } from "./front-end";
import { mark, marks } from "./marks";

/* One card in the field, read by ten InDataExchange commands: prints between which marks the counter was cut. */
const read = new Uint8Array([0x30, 4]);
let left = 10;

function next(card: Card): void {
  if (left-- === 0) {
    print(marks());
    quit();
  }
  meter.label = "built and sent";
  mark("-");
  card.exchange(read, () => {
    mark("heard and parsed");
    setTimeout(() => next(card), 20);
  });
}

field.card = true;
const pn532 = new Pn532(bus, chipClock, chipNative);
const ignore = () => undefined;
new Poller({
  pn532: pn532,
  clock: chipClock,
  native: chipNative,
  reset: undefined,
  listener: { present: (card) => next(card), removed: ignore, tooMany: ignore, lost: ignore, back: ignore },
}).start();
