import { fromHex } from "../../../firmware/src/base/bytes";
import type { Clock } from "../../../firmware/src/hal/clock";
import type { Link } from "../../../firmware/src/hal/link";
import type { Identity } from "../../../firmware/src/wire/identity";
import type { ReaderIdentity } from "../../api/readers";
import { realClock } from "../../simulator/board/clock";
import { SimulatedReader } from "../../simulator/reader";

/** The page's own time for the reader that runs in it. */
export const pageClock: Clock = realClock({
  uptimeMs: () => performance.now(),
  nowMs: () => Date.now(),
  set: (run, delayMs) => setTimeout(run, delayMs),
  clear: (handle) => clearTimeout(handle as number | undefined),
});

/** A fresh board with the shipped firmware, provisioned with `identity`, its network being `link`. */
export function startSimulatedReader(identity: ReaderIdentity, link: Link): SimulatedReader {
  const seed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  return new SimulatedReader({ identity: provisioned(identity), clock: pageClock, link, seed });
}

function provisioned(identity: ReaderIdentity): Identity {
  return {
    readerId: fromHex(identity.readerId),
    deviceKey: fromHex(identity.deviceKey),
    drbgSeed: fromHex(identity.drbgSeed),
    provisionedAt: identity.provisionedAt,
    backendHost: Uint8Array.from(identity.backend.host.split(".").map(Number)),
    backendPort: identity.backend.port,
    wifiName: "",
    wifiKey: "",
  };
}
