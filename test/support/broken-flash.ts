import type { regionPages, SimulatedReader } from "../../host-tools/simulator/reader";

/** From now on page `page` of the region takes no write and no erase. */
export function breakPage(reader: SimulatedReader, region: keyof typeof regionPages, page: number): void {
  reader.flash.badPages.add(reader.firstPage(region) + page);
}
