/*
 * The interpreter's file system as bytes: files one after the other, each a header of 32 bytes (size in 24 bits, flags
 * in 8, a name of 28) and its data, filled up to a word. It is written once, from here; nothing in the field changes it.
 */
export interface StorageFile {
  name: string;
  data: Uint8Array;
}

const headerBytes = 32;
const nameBytes = 28;
const sizeMax = 0xffffff;

/** Where the data of the next file would lie after `files`: offset from the start of the area. */
export function nextDataOffset(files: StorageFile[]): number {
  return files.reduce((at, file) => at + headerBytes + roundUp(file.data.length), 0) + headerBytes;
}

/** The area of `bytes` bytes holding `files` in order, erased behind them. Throws a plain text when they do not fit. */
export function storageImage(files: StorageFile[], bytes: number): Uint8Array {
  const image = new Uint8Array(bytes).fill(0xff);
  let at = 0;
  for (const file of files) {
    const end = at + headerBytes + roundUp(file.data.length);
    if (end > bytes || file.data.length > sizeMax) throw new Error(`the file ${file.name} does not fit: ${end} of ${bytes} bytes`);
    image.set(header(file), at);
    image.set(file.data, at + headerBytes);
    at = end;
  }
  return image;
}

function header({ name, data }: StorageFile): Uint8Array {
  if (name.length === 0 || name.length > nameBytes) throw new Error(`"${name}" is no file name of 1 to ${nameBytes} characters`);
  const bytes = new Uint8Array(headerBytes);
  new DataView(bytes.buffer).setUint32(0, data.length, true);
  bytes.set(Buffer.from(name, "latin1"), 4);
  return bytes;
}

function roundUp(length: number): number {
  return (length + 3) & ~3;
}
