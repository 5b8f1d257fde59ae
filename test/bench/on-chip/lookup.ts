import type { Region } from "../../../firmware/src/hal/flash";
import { chipRegion } from "../../../firmware/src/espruino/flash";
import { chipNative } from "../../../firmware/src/espruino/native";
import { takeMemory } from "../../../firmware/src/espruino/memory";
import { Grants } from "../../../firmware/src/store/grants";
import { mark, marks } from "./marks";

/*
 * Look-ups in a list larger than this interpreter's flash (test/bench/lookup.ts): the list opens on the headers of all its
 * pages; then the pages that the wanted tokens lie in, which are there whole, take their places in the directory, and the
 * region is the chip's own.
 */
const plan = (global as Record<string, unknown>)["PLAN"] as number[][];
const pages = plan[0]![0]!;
const headsAt = plan[0]![1]!;
const pagesAt = plan[0]![2]!;
const entries = plan[1]!;
const pageBytes = 4096;
const headBytes = 32;

takeMemory(24000);
const flash = chipRegion(0x10000000, 1024, 250);
const region: Region = {
  pageBytes: pageBytes,
  pages: pages,
  read(offset: number, length: number) {
    const page = Math.floor(offset / pageBytes);
    if (offset % pageBytes === 0 && length === headBytes) return flash.read(headsAt + page * headBytes, headBytes);
    return new Uint8Array(length).fill(255);
  },
  write: () => undefined,
  erase: () => undefined,
};
const grants = new Grants(region, chipNative);
const directory = (grants as unknown as { table: { directory: { places: Uint16Array; marks: Uint8Array } } }).table.directory;
for (let i = 0; i < entries.length; i++) {
  directory.places[entries[i]!] = i;
  directory.marks[entries[i]!] = directory.marks[entries[i]!]! | 4;
}
/* What opening a list of this size has freed lies in no order, and whoever then asks for room in one piece looks through all of it: collected, as a board does in a pause. */
process.memory();
region.read = chipRegion(0x10000000 + pagesAt, pageBytes, entries.length).read;

for (let i = 0; i < entries.length; i++) {
  const token = new Uint8Array(plan[2 + i]!);
  mark("-");
  const found = grants.find(token);
  mark(found ? "found" : "lost");
}
print(marks());
quit();
