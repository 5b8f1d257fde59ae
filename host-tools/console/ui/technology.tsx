import type { TechnologyName } from "../../api/names";
import { words } from "../i18n/words";

/** How a card is read; what anyone can copy is marked wherever it is shown. */
export function Technology({ name }: { name: TechnologyName | null }) {
  const { events } = words.value;
  if (!name || name === "none") return null;
  if (name !== "uid") return <span class="chip">{events.shortTechnology[name]}</span>;
  return (
    <span class="chip chip-warn" title={events.copyableHelp}>
      {events.shortTechnology.uid} · {events.copyable}
    </span>
  );
}
