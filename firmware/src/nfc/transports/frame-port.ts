import type { Bytes } from "../../base/bytes";
import type { Parts } from "../../hal/bus";
import type { I2cDevice, SpiDevice } from "../../hal/device";

/** The PN532 where it is asked for its frames: on SPI or I2C (UM0701-02, 6.2.4 and 6.2.5). */
export interface FramePort {
  write(parts: Parts): void;
  /** True when a frame waits to be read. */
  ready(): boolean;
  /** The first `count` bytes of the frame that waits. What is not read of it is lost. */
  read(count: number): Bytes;
  /** Out of power-down. */
  wake(): void;
}

/** First byte of each transfer (6.2.4): what it is. */
const dataWrite = 1;
const statusRead = 2;
const dataRead = 3;
const isReady = 1;
const oneByte = [0];

export function spiPort(device: SpiDevice): FramePort {
  return {
    write(parts: Parts): void {
      device.transfer(dataWrite, parts);
    },
    ready: () => device.transfer(statusRead, oneByte)[1] === isReady,
    read: (count: number) => device.transfer(dataRead, [new Uint8Array(count)]).subarray(1),
    /* The falling select does it (7.2.11). */
    wake: () => {
      device.transfer(statusRead, oneByte);
    },
  };
}

/** Every read begins with the ready byte (6.2.5). */
export function i2cPort(device: I2cDevice): FramePort {
  return {
    write: (parts: Parts) => device.write(parts),
    ready: () => device.read(1)[0] === isReady,
    read: (count: number) => device.read(count + 1).subarray(1),
    wake: () => {
      device.read(1);
    },
  };
}
