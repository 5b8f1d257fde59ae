/*
 * The first file the interpreter runs, before anything else and after every kind of reset. Its first statement
 * takes the prompt off every port, for good until the next flashing: no console, so nothing to unlock or interrupt.
 * The other doors to a prompt that are open by default (Telnet on ESP32, Bluetooth) follow.
 */
E.setConsole(null, { force: true });
try {
  require("TelnetServer").setOptions({ mode: "off" });
} catch (e) {}
try {
  NRF.setServices({}, { uart: false });
} catch (e) {}
