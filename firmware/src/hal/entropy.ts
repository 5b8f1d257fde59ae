import type { Bytes } from "../base/bytes";

/** Noise from the board. It may repeat after every boot (ESP32): only crypto/drbg may ask, and never relies on it alone. */
export interface Entropy {
  /** 32 bytes of whatever the board calls random. */
  noise(): Bytes;
}
