import type { Backend } from "../../backend/server";
import { isEverywhere, ownAddresses } from "../../backend/http/own-addresses";

/** Where console and readers reach `backend`, the likeliest first: where it listens, or each address of the machine if it listens at all of them. */
export function addressesOf({ url, port, services }: Backend): string[] {
  if (!isEverywhere(services.host)) return [url];
  return ownAddresses(services.advertise).map((address) => `http://${address}:${port}`);
}

/** `label` and then what follows each of the addresses, one a line. */
export function linesOf(label: string, addresses: string[], rest: { path?: string; note: string }): string[] {
  return addresses.map((address, i) => `${(i === 0 ? label : "").padEnd(11)}${address}${rest.path ?? ""}${i === 0 ? `  ${rest.note}` : ""}`);
}
