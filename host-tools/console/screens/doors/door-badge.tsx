import type { DoorRow } from "../../../api/directory";
import { readers } from "../../client/live";
import { words } from "../../i18n/words";
import { Status } from "../../ui/status";
import { doorStateOf, looks } from "./door-state";

export function DoorBadge({ door }: { door: DoorRow }) {
  const name = doorStateOf(door, readers.value);
  return <Status {...looks[name]}>{words.value.doors.state[name]}</Status>;
}
