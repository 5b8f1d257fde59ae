import type { Bytes } from "../base/bytes";

/**
 * Datagrams to and from the backend: whole or not at all, perhaps lost, doubled, late or out of order.
 * `send` never blocks, never throws, and says nothing about arrival. `listen` names the one receiver,
 * never called from inside `send`; the datagram is valid only during the call.
 */
export interface Link {
  send(datagram: Bytes): void;
  listen(receive: (datagram: Bytes) => void): void;
}
