import type { Bytes } from "../../../firmware/src/base/bytes";
import * as fault from "../../../firmware/src/base/fault";
import type { Cipher } from "../../../firmware/src/hal/cipher";
import type { Native } from "../../../firmware/src/hal/native";
import { createSeal, parseHeader } from "../../../firmware/src/sync/seal";
import type { Header, Opened, Seal } from "../../../firmware/src/sync/seal";
import * as wire from "../../../firmware/src/wire/message";
import type { DroppedFrames } from "../../api/readers";
import type { KeyBox } from "../auth/key-box";
import type { Contact, Contacts, Peer } from "./contact";
import { droppedName } from "./dropped";

export interface Request {
  contact: Contact;
  opened: Opened;
  peer: Peer;
  /** Seals and sends the answer; the counter is the request's own. */
  answer(type: number, payload: Bytes): void;
}

interface GatewayOptions {
  contacts: Contacts;
  keys: KeyBox;
  cipher: Cipher;
  native: Native;
  /** Deals with a request that is known to be a reader's own and new; may throw { fault }. */
  handle(request: Request): void;
}

/**
 * The backend's end of every link. A frame comes in as bytes from anybody; what goes on to `handle` was sealed by the reader it
 * names, in its newest epoch, with a counter never seen before. Everything else is dropped, counted, and not answered.
 */
export class Gateway {
  /** Frames that no reader could be found for. */
  readonly dropped: DroppedFrames = {};

  constructor(private readonly options: GatewayOptions) {}

  receive(frame: Bytes, peer: Peer): void {
    let tally = this.dropped;
    try {
      const header = parseHeader(frame);
      const contact = this.options.contacts.find(header.readerId);
      if (!contact) return count(tally, "unknownReader");
      tally = contact.dropped;
      if (!contact.enabled) return count(tally, "readerDisabled");
      this.accept(contact, header, { frame, peer });
    } catch (caught) {
      count(tally, droppedName(caught));
    }
  }

  /**
   * Tells a reader to ask now. Without authority and always the same bytes under the reader's own last counter, so a lost or
   * repeated one does no harm.
   */
  poke(num: number): void {
    const contact = this.options.contacts.get(num);
    if (!contact?.peer || !contact.seal) return;
    contact.peer.send(contact.seal.seal(wire.poke, contact.counter, new Uint8Array(0)));
  }

  private accept(contact: Contact, header: Header, from: { frame: Bytes; peer: Peer }): void {
    if (header.epoch < contact.epoch) fault.raise(fault.frameReplayed);
    const seal = this.sealOf(contact, header.epoch);
    const opened = seal.open(from.frame);
    if (header.epoch === contact.epoch && opened.counter <= contact.counter) fault.raise(fault.frameReplayed);
    contact.epoch = header.epoch;
    contact.counter = opened.counter;
    contact.seal = seal;
    contact.sealEpoch = header.epoch;
    const answer = (type: number, payload: Bytes): void => from.peer.send(seal.seal(type, opened.counter, payload));
    this.options.handle({ contact, opened, peer: from.peer, answer });
  }

  /** Keys of a new epoch are kept only once a frame has proved it. */
  private sealOf(contact: Contact, epoch: number): Seal {
    if (contact.seal && contact.sealEpoch === epoch) return contact.seal;
    const { keys, cipher, native } = this.options;
    const deviceKey = keys.open(contact.keySealed, contact.readerId);
    return createSeal(cipher, native, { deviceKey, readerId: contact.readerId, epoch, up: false });
  }
}

export function count(tally: DroppedFrames, name: string): void {
  tally[name] = (tally[name] ?? 0) + 1;
}
