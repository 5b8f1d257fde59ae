import type { Link } from "../hal/link";
import type { Identity } from "../wire/identity";
import * as config from "latchkey:board";
import { W5500 } from "../sync/w5500";
import { wiredLink } from "../sync/wired-link";
import { spiChip } from "./asked-devices";
import { spiBus } from "./board";
import { chipClock } from "./clock";
import { chipNative } from "./native";

/** The way to the backend of a board with a W5500. */
export function ethernetLink(identity: Identity): Link {
  const bus = spiBus(config.uplinkSpi, config.uplinkSck, config.uplinkMosi, config.uplinkMiso);
  return wiredLink({
    chip: new W5500(spiChip(bus, new Pin(config.uplinkCs))),
    clock: chipClock,
    native: chipNative,
    readerId: identity.readerId,
    backendHost: identity.backendHost,
    backendPort: identity.backendPort,
  });
}
