import type { DoorRow } from "../../../api/directory";
import { words } from "../../i18n/words";
import { route, setFilters } from "../../route";
import { Select } from "../../ui/form";

/** By door and by kind, taps also by their verdict. */
export function EventFilters({ doors }: { doors: DoorRow[] }) {
  const { now, events: eventWords } = words.value;
  const { door = "", kind = "", verdict = "" } = route.value.filters;
  const kinds = [
    { value: "", text: now.allKinds },
    { value: "tap", text: eventWords.kind.tap },
    { value: "tap granted", text: `${eventWords.kind.tap}: ${eventWords.granted}` },
    { value: "tap denied", text: `${eventWords.kind.tap}: ${eventWords.denied}` },
    { value: "door", text: eventWords.kind.door },
    { value: "reader", text: eventWords.kind.reader },
  ];
  const pick = (value: string) => {
    const [kindPicked, verdictPicked] = value.split(" ");
    setFilters({ kind: kindPicked, verdict: verdictPicked });
  };
  const places = [{ value: "", text: now.allDoors }, ...doors.map((row) => ({ value: String(row.id), text: row.removedAt ? now.removedDoor(row.name) : row.name }))];
  return (
    <div class="filters">
      <Select label={now.filterDoor} value={door} options={places} onPick={(value) => setFilters({ door: value })} />
      <Select label={now.filterKind} value={[kind, verdict].join(" ").trim()} options={kinds} onPick={pick} />
    </div>
  );
}
