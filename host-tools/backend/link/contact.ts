import { toHex } from "../../../firmware/src/base/bytes";
import type { Bytes } from "../../../firmware/src/base/bytes";
import type { DroppedFrames } from "../../api/readers";
import type { Seal } from "../../../firmware/src/sync/seal";
import type { Forgotten } from "../ingest/forgotten";
import type { Db } from "../store/open";
import type { ListOffers } from "./list-offers";
import type { SyncStatus } from "./messages";
import { noOffers } from "./list-offers";

/** Where a reader was last heard: an address, or a socket. Sending never fails and promises nothing. */
export interface Peer {
  send(frame: Bytes): void;
}

/** The highest numbers that this database had given to a reader when this process learnt of it. */
export interface Given {
  listVersion: number;
  settingsVersion: number;
  commandNumber: number;
}

/** All that is known of a reader between two of its frames. */
export interface Contact {
  num: number;
  id: string;
  readerId: Bytes;
  keySealed: Bytes;
  enabled: boolean;
  /** The database was put back, and what this reader holds is not known yet (backup/first-contact). */
  unsettled: boolean;
  /** It has said in this process what it holds; and what it can hold at most when it first does. */
  met: boolean;
  readonly given: Given;
  doorId: number | null;
  doorNumber: number;
  /** Highest boot epoch heard, and the highest that is known to be on disk. */
  epoch: number;
  durableEpoch: number;
  /** Highest counter heard in `epoch` since this process began; the nonce guards what was before. */
  counter: number;
  /** The keys of `sealEpoch`. */
  seal: Seal | undefined;
  sealEpoch: number;
  peer: Peer | undefined;
  lastSeenMs: number | undefined;
  status: SyncStatus | undefined;
  /** When `status` came. */
  statusAtMs: number;
  heldListVersion: number;
  heldSettingsVersion: number;
  readonly offers: ListOffers;
  /** Undefined: everything that it told is kept still. */
  forgotten: Forgotten | undefined;
  dropped: DroppedFrames;
}

/** The readers of this site by row number and by the id in their frames. */
export class Contacts {
  private readonly byNum = new Map<number, Contact>();
  private readonly byId = new Map<string, Contact>();

  constructor(private readonly read: Db) {}

  /** Takes over what is stored now of all readers, or of those in `only`. */
  async refresh(only?: number[]): Promise<void> {
    let query = this.read
      .selectFrom("reader")
      .leftJoin("door", "door.id", "reader.door_id")
      .selectAll("reader")
      .leftJoin("restored_reader", "restored_reader.reader", "reader.num")
      .select(["door.number as door_number", "restored_reader.reader as unsettled"]);
    if (only) query = query.where("reader.num", "in", only);
    for (const row of await query.execute()) {
      const contact = this.byNum.get(row.num) ?? this.add(row);
      contact.enabled = row.enabled === 1;
      contact.unsettled = row.unsettled !== null;
      contact.doorId = row.door_id;
      contact.doorNumber = row.door_number ?? 0;
    }
  }

  find(readerId: Bytes): Contact | undefined {
    return this.byId.get(toHex(readerId));
  }

  get(num: number): Contact | undefined {
    return this.byNum.get(num);
  }

  all(): Contact[] {
    return [...this.byNum.values()];
  }

  private add(row: StoredReader): Contact {
    const contact: Contact = {
      num: row.num,
      id: Buffer.from(row.reader_id).toString("hex"),
      readerId: Uint8Array.from(row.reader_id),
      keySealed: row.key_sealed,
      enabled: true,
      unsettled: false,
      met: false,
      given: { listVersion: row.list_version, settingsVersion: row.settings_version, commandNumber: row.command_number },
      doorId: null,
      doorNumber: 0,
      epoch: row.epoch,
      durableEpoch: row.epoch,
      counter: -1,
      seal: undefined,
      sealEpoch: -1,
      peer: undefined,
      lastSeenMs: row.last_seen === null ? undefined : row.last_seen * 1000,
      status: undefined,
      statusAtMs: 0,
      heldListVersion: row.held_list_version,
      heldSettingsVersion: row.held_settings_version,
      offers: noOffers(),
      forgotten: row.forgotten_sequence === null ? undefined : { sequence: row.forgotten_sequence, epoch: row.forgotten_epoch! },
      dropped: {},
    };
    this.byNum.set(contact.num, contact);
    this.byId.set(contact.id, contact);
    return contact;
  }
}

interface StoredReader {
  num: number;
  reader_id: Uint8Array;
  key_sealed: Uint8Array;
  epoch: number;
  last_seen: number | null;
  list_version: number;
  settings_version: number;
  command_number: number;
  held_list_version: number;
  held_settings_version: number;
  forgotten_sequence: number | null;
  forgotten_epoch: number | null;
}
