import type { Region } from "../hal/flash";
import type { Native } from "../hal/native";
import type { Identity } from "../wire/identity";
import { decodeIdentity, identityBytes } from "../wire/identity";
import { isBlank } from "./pages";

/** Something was written where the identity lies. */
export function isProvisioned(region: Region, native: Native): boolean {
  return !isBlank(region, native, 0, identityBytes);
}

/** Who this reader is; undefined when the host tool has not written it or it is damaged. */
export function readIdentity(region: Region, native: Native): Identity | undefined {
  return decodeIdentity(region.read(0, identityBytes), (bytes) => native.crc32(bytes));
}
