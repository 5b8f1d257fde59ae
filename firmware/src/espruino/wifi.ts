const retryMsMin = 2000;
const retryMsMax = 60000;

/** Keeps the board on its network: the interpreter gives up after three failures and never comes back by itself. */
export function joinWifi(ssid: string, password: string): void {
  const wifi = require("Wifi");
  let waitMs = retryMsMin;

  function later(): void {
    setTimeout(join, waitMs + Math.floor((E.hwRand() >>> 1) % waitMs));
    waitMs = Math.min(waitMs * 2, retryMsMax);
  }

  function join(): void {
    wifi.connect(ssid, { password: password }, (error: string | null) => {
      if (error) later();
      else waitMs = retryMsMin;
    });
  }

  wifi.on("disconnected", later);
  join();
}
