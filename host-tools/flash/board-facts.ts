import type { BoardConfig } from "./board-config";
import { capacityOf, flashMap, type Stretch } from "./flash-map";
import { wiringTable, type TableRow } from "./wiring/table";
import type { Lang } from "./wiring/words";

/** All that can be said of a board from its file. Addresses and sizes in bytes. */
export interface BoardFacts {
  name: string;
  title: string;
  status: BoardConfig["status"];
  /** Why it is beta. */
  beta: string | undefined;
  notes: string;
  chip: string;
  clockMhz: number;
  interpreter: BoardConfig["interpreter"];
  memory: BoardConfig["memory"];
  console: string;
  buses: { what: string; bus: string }[];
  pins: { pin: string; use: string }[];
  notForUse: Record<string, string>;
  flash: Stretch[];
  capacity: ReturnType<typeof capacityOf>;
  wiring: TableRow[];
}

export function factsOf(board: BoardConfig, lang: Lang): BoardFacts {
  const { name, title, status, beta, notes, chip, clockMhz, interpreter, memory } = board;
  const wiring = wiringTable(board, lang);
  return {
    name, title, status, beta, notes, chip, clockMhz, interpreter, memory, wiring,
    console: board.console.port,
    buses: busesOf(board),
    pins: wiring.filter((row) => row.number).map((row) => ({ pin: row.pin, use: `${row.module}: ${row.use}` })),
    notForUse: { ...board.pins.reserved, ...board.pins.bootStrapping },
    flash: flashMap(board),
    capacity: capacityOf(board),
  };
}

function busesOf({ frontEnd, door, uplink, flash }: BoardConfig): BoardFacts["buses"] {
  return [
    { what: "front end", bus: frontEndBus(frontEnd) },
    { what: "door", bus: door.kind === "serial" ? `serial, ${door.port}, ${door.baud} baud` : "pins" },
    { what: "uplink", bus: uplinkBus(uplink) },
    ...(flash.spi ? [{ what: "flash chip", bus: `SPI, ${flash.spi.bus}` }] : []),
  ];
}

/** The entries that its bus has, whichever it is. */
function frontEndBus(frontEnd: BoardConfig["frontEnd"]): string {
  const { bus, port, baud } = frontEnd as Partial<Record<string, string | number>>;
  return [bus, port, baud && `${baud} baud`].filter(Boolean).join(", ");
}

function uplinkBus(uplink: BoardConfig["uplink"]): string {
  if (uplink.kind === "wifi") return "Wi-Fi";
  if (uplink.kind === "udp") return "UDP over the machine's network";
  return uplink.kind === "w5500" ? `Ethernet, W5500 on ${uplink.spi}` : `serial, ${uplink.port}, ${uplink.baud} baud`;
}
