/** Brings up a W5500 on its bus; the address comes by DHCP, in the interpreter's own code. */
export function startEthernet(bus: Spi, chipSelect: string): void {
  const ethernet = require("WIZnet").connect(bus, new Pin(chipSelect));
  setTimeout(() => ethernet.setIP(), 0);
}
