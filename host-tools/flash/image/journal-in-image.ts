import { Journal } from "../../../firmware/src/store/journal";
import { decodeRecord, recordBytes, type Record as JournalRecord } from "../../../firmware/src/wire/record";
import { SimulatedFlash } from "../../simulator/board/flash";
import { jsNative } from "../../simulator/board/native";

/** The journal region of a reader's flash, read beside the running reader without touching it. */
export class JournalInImage {
  private after: number;

  /** Only records after sequence number `after` are news. */
  constructor(
    private readonly pageBytes: number,
    after = 0,
  ) {
    this.after = after;
  }

  /** Records that `region` (a copy of the whole journal region) holds and that were not seen before, oldest first. */
  news(region: Uint8Array): JournalRecord[] {
    const flash = new SimulatedFlash({ pageBytes: this.pageBytes, pages: region.length / this.pageBytes, image: region });
    const journal = new Journal(flash.region(0, flash.pages), jsNative(), 0, false);
    const found: JournalRecord[] = [];
    journal.acknowledgedThrough = Math.max(this.after, 0);
    for (let batch = journal.batch(32); batch.length > 0; batch = journal.batch(32)) {
      for (let at = 0; at < batch.length; at += recordBytes) found.push(decodeRecord(batch, at));
      journal.acknowledgedThrough = found.at(-1)!.sequence;
    }
    if (found.length > 0) this.after = found.at(-1)!.sequence;
    return found;
  }
}
