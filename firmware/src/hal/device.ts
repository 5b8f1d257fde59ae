import type { Bytes } from "../base/bytes";
import type { Parts } from "./bus";

/*
 * Devices that are asked, not listened to. Calls finish before they return and never call back. The order of bits is the
 * device's own, settled where it is opened.
 */

/** A chip on an SPI bus. */
export interface SpiDevice {
  /** Selects the chip, sends the byte `kind` and then `parts`, and gives what came in meanwhile, byte for byte. */
  transfer(kind: number, parts: Parts): Bytes;
}

/** A chip on an I2C bus. A chip that does not acknowledge its address reads as zeros. */
export interface I2cDevice {
  write(parts: Parts): void;
  read(count: number): Bytes;
}

/** A chip's interrupt line. `watch` names the one listener, called each time the line becomes active. */
export interface AlertLine {
  watch(risen: () => void): void;
}
