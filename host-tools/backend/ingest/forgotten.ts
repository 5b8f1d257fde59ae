import type { Record as JournalRecord } from "../../../firmware/src/wire/record";
import type { Contact } from "../link/contact";

/** The newest record of a reader that the site keeps no longer. */
export interface Forgotten {
  sequence: number;
  /** Of the boot that wrote it, 16 bits, as in the record. */
  epoch: number;
}

/**
 * Those of `records` that do not come again after they were forgotten. What a reader was told is safe it remembers over a cut only now and then, in a large
 * backlog for hundreds of records not at all (docs/flash-format.md, section 4): it tells them again, and by their rows nothing knows them any more. Numbers
 * rise with time and boots; a journal that was erased begins anew below, in a later boot.
 */
export function notForgotten(records: JournalRecord[], { forgotten }: Pick<Contact, "forgotten">): JournalRecord[] {
  return forgotten ? records.filter((record) => record.sequence > forgotten.sequence || isLater(record.epoch, forgotten.epoch)) : records;
}

/** Epochs go round after 65,535. */
const isLater = (epoch: number, than: number): boolean => epoch !== than && ((epoch - than) & 0xffff) < 0x8000;
