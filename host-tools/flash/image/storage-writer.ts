import type { Bytes } from "../../../firmware/src/base/bytes";
import { pack } from "../../../firmware/src/base/pack";

/*
 * The interpreter's Storage as its source defines it: a chain of files, each a header of 32 bytes (size in the low
 * 24 bits with flags above, then the name filled with zeros to 28 bytes), its data, and padding to a word.
 */
export const headerBytes = 32;
const nameMax = 28;
const sizeMax = 0xffffff;

/** Builds a Storage area from its first byte on. */
export class StorageWriter {
  readonly bytes: Bytes;
  private end = 0;

  constructor(areaBytes: number) {
    this.bytes = new Uint8Array(areaBytes).fill(255);
  }

  /** Offset at which the data of the next file would begin. */
  get nextData(): number {
    return this.end + headerBytes;
  }

  /** Offset of the first byte after the last file, on a word. */
  get used(): number {
    return this.end;
  }

  /** Appends a file and returns the offset of its data. Throws RangeError for names or sizes that Storage cannot hold. */
  add(name: string, data: Bytes): number {
    if (name.length === 0 || name.length > nameMax) throw new RangeError(`"${name}" is no name for a file of at most ${nameMax} characters`);
    if (data.length === 0 || data.length > sizeMax) throw new RangeError(`${name} would hold ${data.length} bytes`);
    const at = this.nextData;
    if (at + data.length > this.bytes.length) throw new RangeError(`${name} needs ${at + data.length - this.bytes.length} bytes more than there are`);
    const header = new Uint8Array(headerBytes);
    header.set(pack("u32", [data.length]));
    for (let i = 0; i < name.length; i++) header[4 + i] = name.charCodeAt(i);
    this.bytes.set(header, this.end);
    this.bytes.set(data, at);
    this.end = (at + data.length + 3) & ~3;
    return at;
  }
}
