import { existsSync } from "node:fs";
import { exitCodes, Failure } from "../../api/failure";
import type { BoardConfig } from "../../flash/board-config";
import { readIdentityFile } from "../../provision/identity";
import type { FlashOptions } from "./flash-board";

/** A reader of a backend whose board has no way to it but a network that it is not told of would never be heard. Throws WIFI_MISSING. */
export function refuseUnreachable({ uplink, name }: BoardConfig, { identity, backend, wifi }: FlashOptions): void {
  if (uplink.kind !== "wifi" || wifi) return;
  const known = identity !== undefined && existsSync(identity) ? readIdentityFile(identity) : undefined;
  const hasBackend = known ? known.backend !== undefined : backend !== undefined;
  if (!hasBackend || known?.wifi?.name) return;
  throw new Failure("WIFI_MISSING", {
    message: `${name} reaches its backend by Wi-Fi alone, and no network was named`,
    hint: "Add --wifi NETWORK, with the key of the network in LATCHKEY_WIFI_KEY.",
    exit: exitCodes.usage,
  });
}
