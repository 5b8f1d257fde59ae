import type { Radio } from "../hal/radio";

/** The interpreter's Wi-Fi. Nothing of it blocks: connecting goes on beside everything else. */
export function wifiRadio(ssid: string, password: string): Radio {
  const wifi = require("Wifi");
  return {
    connect: (done: (failed: boolean) => void) => wifi.connect(ssid, { password: password }, (error: string | null) => done(!!error)),
    leave: () => wifi.disconnect(),
    onLost: (run: () => void) => wifi.on("disconnected", run),
  };
}
