/*
 * What a capture holds, entry by entry: microseconds since its start, kind, length, bytes. Kinds: bytes to the front end,
 * bytes from it, or the journal's next sequence (u32), put down when it had risen: the verdict that came of the bytes before.
 */
export const entryFormat = "u32 u8 u16";
export const entryBytes = 7;
export const sent = 0;
export const heard = 1;
export const recorded = 2;
/** Added to the kind where bytes were blanked because they may be secret; the frame's checksum no longer fits then. */
export const redacted = 128;
/** Longest that an entry's bytes can be: an extended frame with its acknowledgement (UM0701-02, 6.2.1.2). */
export const chunkBytesMax = 300;
