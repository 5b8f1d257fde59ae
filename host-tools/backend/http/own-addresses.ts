import { isIPv4 } from "node:net";
import { networkInterfaces } from "node:os";

const loopback = "127.0.0.1";

/** Whether who listens at `host` is reached at every address of this machine. */
export function isEverywhere(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}

/** Leads to this machine from this machine alone. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host.startsWith("127.") || host === "[::1]" || host === "::1";
}

/** What a reader can be told: it takes an IPv4 address and no name. */
export function isUsable(address: string): boolean {
  return isIPv4(address) && address !== "0.0.0.0";
}

/**
 * Where others reach who listens at every address: at `advertise`, which somebody said, then at each of this machine's own, those last that it
 * gave itself because no network did. Never none: without a network there is this machine alone.
 */
export function ownAddresses(advertise?: string, all = networkInterfaces()): string[] {
  const own = Object.values(all)
    .flatMap((list) => list ?? [])
    .filter(({ family, internal }) => family === "IPv4" && !internal)
    .map(({ address }) => address);
  const isGiven = (address: string) => !address.startsWith("169.254.");
  const said = advertise !== undefined && isUsable(advertise) ? [advertise] : [];
  const found = [...new Set([...said, ...own.filter(isGiven), ...own.filter((address) => !isGiven(address))])];
  return found.length > 0 ? found : [loopback];
}
