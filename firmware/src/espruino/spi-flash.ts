import type { Bytes } from "../base/bytes";
import { flashFailed, flashRange, raise } from "../base/fault";
import type { Region } from "../hal/flash";

/* Commands common to the W25Q family of serial NOR chips. */
const readData = 3;
const programPage = 2;
const writeEnable = 6;
const readStatus = 5;
const eraseSector = 32;
const busyBit = 1;
const programBytes = 256;
/** A program takes 3 ms at most, a sector erase 400 ms; reading the status is far slower than a microsecond. */
const polledMax = 200000;

/** Sectors of a serial NOR chip as a region, from `address`; a page here is a 4 kB sector. */
export function spiRegion(bus: Spi, select: Pin, where: { address: number; pageBytes: number; pages: number }): Region {
  function head(command: number, offset: number, length: number): number[] {
    const at = where.address + offset;
    if (offset < 0 || offset + length > where.pageBytes * where.pages) raise(flashRange);
    return [command, (at >> 16) & 255, (at >> 8) & 255, at & 255];
  }
  function finish(): void {
    for (let i = 0; i < polledMax; i++) if (!(bus.send([readStatus, 0], select)[1]! & busyBit)) return;
    raise(flashFailed);
  }
  function change(message: number[] | Bytes): void {
    bus.send([writeEnable], select);
    bus.send(message, select);
    finish();
  }
  return {
    pageBytes: where.pageBytes,
    pages: where.pages,
    read(offset: number, length: number): Bytes {
      const message = new Uint8Array(length + 4);
      message.set(head(readData, offset, length));
      return new Uint8Array(bus.send(message, select).subarray(4));
    },
    write(offset: number, bytes: Bytes): void {
      let done = 0;
      while (done < bytes.length) {
        const room = programBytes - ((where.address + offset + done) % programBytes);
        const part = bytes.subarray(done, Math.min(bytes.length, done + room));
        const message = new Uint8Array(part.length + 4);
        message.set(head(programPage, offset + done, part.length));
        message.set(part, 4);
        change(message);
        done += part.length;
      }
    },
    erase(page: number): void {
      change(head(eraseSector, page * where.pageBytes, where.pageBytes));
    },
  };
}
