/** Brings up a W5500 on the named bus; the address comes by DHCP, in the interpreter's own code. */
export function startEthernet(spiName: string, chipSelect: string): void {
  const bus = (global as Record<string, unknown>)[spiName];
  const ethernet = require("WIZnet").connect(bus, new Pin(chipSelect));
  setTimeout(() => ethernet.setIP(), 0);
}
