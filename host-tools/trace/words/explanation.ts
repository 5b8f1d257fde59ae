export interface Explanation {
  words: string;
  /** True where the conversation went wrong. */
  trouble: boolean;
}

export const good = (words: string): Explanation => ({ words, trouble: false });
export const bad = (words: string): Explanation => ({ words, trouble: true });

/** A number that stands in a frame, or not where the frame ends before it. */
export const shown = (byte: number | undefined): string => (byte === undefined ? "?" : String(byte));
export const hex = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, "0");
export const hexOf = (bytes: Uint8Array): string => Array.from(bytes, hex).join("");
export const count = (bytes: number): string => (bytes === 1 ? "1 byte" : `${bytes} bytes`);
