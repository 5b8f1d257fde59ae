import { chipClock } from "../../../firmware/src/espruino/clock";
import { chipNative } from "../../../firmware/src/espruino/native";
import { serialBus } from "../../../firmware/src/espruino/serial-bus";
import type { Parts } from "../../../firmware/src/hal/bus";
import { createPn532, preparedExchange } from "../../../firmware/src/nfc/pn532";
import { ways } from "./exchange-rounds";

/* The firmware's own exchange, by a command framed once and by one framed anew. */
const data = new Uint8Array([0x30, 4]);
const prepared = preparedExchange(data);
const silent = { write: (_parts: Parts) => undefined, wake: () => undefined, listen: () => undefined };
const pn532 = createPn532(silent, chipClock, chipNative);
pn532.attach(serialBus(Serial1));

ways.push({ label: "sent", send: (done) => pn532.command(prepared.parts, prepared.code, done) });
ways.push({ label: "framed and sent", send: (done) => pn532.exchange(data, done) });
