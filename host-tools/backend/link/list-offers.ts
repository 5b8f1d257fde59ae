import { bodyDelta, bodyKeyedDelta, bodyListPart, statusListHigh } from "../../../firmware/src/wire/message";
import type { SyncStatus } from "./messages";

/** More than a bad network loses in a row. */
const refusedMin = 6;

/** How often in a row a reader was given lines of its list and then asked from the same place again. */
export interface ListOffers {
  from: string;
  inRow: number;
}

export function noOffers(): ListOffers {
  return { from: "", inRow: 0 };
}

function placeOf({ listVersion, target, place }: SyncStatus): string {
  return [listVersion, target, place].join();
}

/** `kind`: what it is given now that it has said `status`, a body of wire/message. */
export function noteOffer(offers: ListOffers, status: SyncStatus, kind: number): void {
  const from = placeOf(status);
  if (kind !== bodyDelta && kind !== bodyKeyedDelta && kind !== bodyListPart) return;
  offers.inRow = offers.from === from ? offers.inRow + 1 : 1;
  offers.from = from;
}

/** It takes no line any more, and what it has fills most of its room: the rest does not fit. */
export function isListFull(offers: ListOffers, status: SyncStatus): boolean {
  return (status.flags & statusListHigh) !== 0 && offers.from === placeOf(status) && offers.inRow >= refusedMin;
}
