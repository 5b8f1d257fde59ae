import type { DoorRow } from "../../../api/directory";
import type { ReaderRow } from "../../../api/readers";
import { isOnline } from "../../client/live";
import type { en } from "../../i18n/en/index";
import type { IconName } from "../../ui/icon";
import type { Tone } from "../../ui/status";

export type DoorStateName = keyof (typeof en)["doors"]["state"];
interface Look {
  tone: Tone;
  icon: IconName;
}

export const looks: Record<DoorStateName, Look> = {
  locked: { tone: "ok", icon: "locked" },
  unlocked: { tone: "info", icon: "unlocked" },
  open: { tone: "info", icon: "open" },
  held: { tone: "warn", icon: "warn" },
  forced: { tone: "bad", icon: "bad" },
  offline: { tone: "off", icon: "off" },
  none: { tone: "off", icon: "off" },
};

/** What the door's readers last said of it; the most alarming wins where there are several. */
export function doorStateOf(door: DoorRow, readers: ReadonlyMap<string, ReaderRow>): DoorStateName {
  const own = [...readers.values()].filter((reader) => reader.doorId === door.id);
  if (own.length === 0) return "none";
  const said = own.filter((reader) => isOnline(reader) && reader.doorState).map((reader) => reader.doorState);
  if (said.length === 0) return "offline";
  if (said.some((state) => state?.forced)) return "forced";
  if (said.some((state) => state?.held)) return "held";
  if (said.some((state) => state?.open)) return "open";
  return said.some((state) => state?.unlocked) ? "unlocked" : "locked";
}
