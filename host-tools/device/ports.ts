import { existsSync, readFileSync, readdirSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

export interface PortInfo {
  path: string;
  /** Of the USB adapter or board, four hexadecimal digits each; absent for ports that are not on USB. */
  vendorId?: string;
  productId?: string;
  serialNumber?: string;
  product?: string;
}

/** Serial ports of this machine that have a device behind them. Reads /sys itself: a container has no udevadm to ask. */
export function listPorts(sysDir = "/sys/class/tty", devDir = "/dev"): PortInfo[] {
  if (!existsSync(sysDir)) return [];
  return readdirSync(sysDir)
    .filter((name) => existsSync(join(sysDir, name, "device")) && !isEmptySlot(join(sysDir, name)))
    .sort()
    .map((name) => ({ path: join(devDir, name), ...usbOf(join(sysDir, name, "device")) }));
}

/** The kernel keeps names for ports that no chip stands behind: their type is 0. */
function isEmptySlot(tty: string): boolean {
  return textOf(join(tty, "type")) === "0";
}

/** The USB device is some folders above the port's own. */
function usbOf(device: string): Omit<PortInfo, "path"> {
  for (let dir = realpathSync(device), up = 0; up < 6; dir = dirname(dir), up++) {
    const vendorId = textOf(join(dir, "idVendor"));
    if (vendorId === undefined) continue;
    const found = { vendorId, productId: textOf(join(dir, "idProduct")), serialNumber: textOf(join(dir, "serial")), product: textOf(join(dir, "product")) };
    return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
  }
  return {};
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return undefined;
  }
}
