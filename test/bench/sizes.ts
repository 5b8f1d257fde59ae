import { cardsCapacity, grantsCapacity } from "../../firmware/src/store/grant-shape";
import { recordBytes } from "../../firmware/src/wire/record";
import { projectDir } from "../../host-tools/cli/project";
import { loadBoard } from "../../host-tools/flash/board-config";
import type { Figures } from "./figures";

/** Bytes of an ESP32's flash for each grant and record, everything counted that the region needs besides. */
export function sizeFigures(): Promise<Figures> {
  const { pageBytes, regions } = loadBoard(projectDir(), "esp32-devkit").flash;
  const { pages } = regions.grants;
  const bytesFor = (keys: boolean) => (pages * pageBytes) / grantsCapacity(pageBytes, pages, keys);
  return Promise.resolve({
    "grant.bytes": Number(bytesFor(false).toFixed(2)),
    "grant.bytes_with_key": Number(bytesFor(true).toFixed(2)),
    "card.bytes_with_key": Number(((pages * pageBytes) / cardsCapacity(pageBytes, pages)).toFixed(2)),
    "journal.bytes": recordBytes,
  });
}
