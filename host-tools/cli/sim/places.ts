import type { DoorRow } from "../../api/directory";

/** A door for a simulated reader, and the files of the one that was there before; without `base` one is to be made. */
export interface Place {
  name: string;
  base?: string;
}

/**
 * The doors that `count` simulated readers go to: those where one of them has been, then the site's own that have no reader, and only then new
 * ones, so that a door that waits for its first reader gets it. `kept`: the files by the id of their reader.
 */
export function placesFor(doors: Pick<DoorRow, "name" | "readers">[], kept: Map<string, string>, count: number): Place[] {
  const been = doors.flatMap(({ name, readers }) => readers.flatMap((id) => (kept.has(id) ? [{ name, base: kept.get(id)! }] : [])));
  const waiting = doors.filter(({ readers }) => readers.length === 0).map(({ name }) => ({ name }));
  const places: Place[] = [...been, ...waiting].slice(0, count);
  for (let n = 1; places.length < count; n++) if (!doors.some(({ name }) => name === `Door ${n}`)) places.push({ name: `Door ${n}` });
  return places;
}
