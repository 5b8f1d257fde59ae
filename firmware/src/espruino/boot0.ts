import { doorRelayActiveLow, doorRelayPin } from "latchkey:board";

/*
 * The first file the interpreter runs, before anything else and after every kind of reset. Its first statement
 * takes the prompt off every port, for good until the next flashing: no console, so nothing to unlock or interrupt.
 * The second drives the relay to idle, whatever the interpreter did to the pin: level first, then direction (jspin.c).
 * The other doors to a prompt that are open by default (Telnet on ESP32, Bluetooth) follow.
 */
E.setConsole(null, { force: true });
if (doorRelayPin) digitalWrite(new Pin(doorRelayPin), doorRelayActiveLow);
try {
  require("TelnetServer").setOptions({ mode: "off" });
} catch (e) {}
try {
  NRF.setServices({}, { uart: false });
} catch (e) {}
