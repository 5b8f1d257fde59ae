import { gap } from "../../../firmware/src/wire/record";
import type { Contact } from "../link/contact";
import type { SyncStatus } from "../link/messages";

/**
 * Epochs of what the backend itself has to tell among a reader's events, one for each kind. No boot has one of these, so nothing of the reader's is
 * ever taken for it; and told again at the same place it is the same event.
 */
export const ownEpoch = {
  /** Records that were given up once they were confirmed (first-contact). */
  lost: -1,
  /** The database went back (went-back). */
  wentBack: -2,
} as const;

export interface OwnEvent {
  contact: Contact;
  status: SyncStatus;
  at: number;
  epoch: (typeof ownEpoch)[keyof typeof ownEpoch];
  reason: number;
  detail: number;
}

/** The event's row, behind the last record that the reader was told is safe. */
export function ownEvent({ contact, status, at, ...what }: OwnEvent) {
  const nothing = { technology: 0, flags: 0, token: null, credential_id: null, reader_time: null };
  const place = { reader: contact.num, sequence: status.acknowledgedThrough, door: contact.doorNumber, door_id: contact.doorId };
  return { ...place, ...nothing, ...what, type: gap, at, received_at: at };
}
