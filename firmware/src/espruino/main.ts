import type { Identity } from "../wire/identity";
import type { Link } from "../hal/link";
import * as config from "latchkey:board";
import { startReader } from "../reader/reader";
import { chipBoard } from "./board";
import { outOfMemory } from "../base/fault";
import { restartWhenSpent, takeMemory } from "./memory";
import { noLink, udpLink } from "./udp-link";
import { openSerial } from "./serial-bus";
import { serialLink } from "./serial-link";
import { serviceLine } from "./service-line";
import { statusLine } from "./status-line";
import { stayJoined } from "../sync/join";
import { chipClock } from "./clock";
import { wifiRadio } from "./wifi";
import { armWatchdog, feedWatchdog } from "./watchdog";
import { ethernetLink } from "./ethernet";
import { leaveOverlays } from "latchkey:overlays";
/* The last of all, so that it stands where the program begins to do something. */
import "./own-overlays";

armWatchdog();
if (config.memoryBlocks) takeMemory(config.memoryBlocks);
const ownPins = { path: undefined, rx: undefined, tx: undefined };

/** The backend of this reader over what this board has for a network. */
function openLink(identity: Identity): Link {
  if (config.uplinkKind === "serial") return serialLink(openSerial(config.uplinkPort, config.uplinkBaud, ownPins));
  if (!identity.backendPort) return noLink;
  if (config.uplinkKind === "w5500") return ethernetLink(identity);
  const rejoin = config.uplinkKind === "wifi" ? stayJoined(wifiRadio(identity.wifiName, identity.wifiKey), chipClock, identity.readerId) : () => undefined;
  return udpLink(identity.backendHost.join("."), identity.backendPort, rejoin);
}

const board = chipBoard(openLink);
leaveOverlays();
restartWhenSpent(board.relay, () => reader.faulted({ fault: outOfMemory }));
const reader = startReader(board, config.versionNumber);
const cable = (global as Record<string, unknown>)[config.consolePort] as Serial;
const status = () => ({ reader: reader.id, version: config.version, epoch: reader.epoch, fault: reader.lastFault, vars: process.memory().usage });
if (config.consoleUnlock) serviceLine(cable, status, board, reader);
else statusLine(cable, status);
process.on("uncaughtException", (error: unknown) => reader.faulted(error));
feedWatchdog(() => {
  /* From time to time, and nothing else runs meanwhile. */
  leaveOverlays();
  return reader.alive();
});
