/** The files of a Storage image by a second reading of its format, independent of the writer. Throws where the chain is broken. */
export function storageFiles(image: Uint8Array): Map<string, { at: number; size: number; text: string }> {
  const view = new DataView(image.buffer, image.byteOffset, image.length);
  const files = new Map<string, { at: number; size: number; text: string }>();
  let at = 0;
  for (; at + 32 <= image.length && view.getUint32(at, true) !== 0xffffffff; ) {
    const size = view.getUint32(at, true) & 0xffffff;
    if (size === 0 || at + 32 + size > image.length) throw new Error(`the chain is broken at ${at}`);
    const name = Buffer.from(image.subarray(at + 4, at + 32)).toString("latin1").replace(/\0+$/, "");
    files.set(name, { at: at + 32, size, text: Buffer.from(image.subarray(at + 32, at + 32 + size)).toString("latin1") });
    at = (at + 32 + size + 3) & ~3;
  }
  if (image.subarray(at).some((byte) => byte !== 255)) throw new Error(`something lies behind the last file at ${at}`);
  return files;
}
