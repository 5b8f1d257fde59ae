import type { Bytes } from "../base/bytes";

/**
 * A byte stream to one device (a serial line). Contract: `write` takes the bytes whole and at once;
 * `listen` names the one receiver, called with each chunk as it comes, never before `listen` returned,
 * never from inside `write`; the chunk is valid only during the call.
 */
export interface Bus {
  write(bytes: Bytes): void;
  listen(receive: (chunk: Bytes) => void): void;
}
