/* Commands of type 2 tags and of cards with sectors, spoken without ISO/IEC 14443-4 (NTAG21x data sheet, 10; MF1S50, 10). */

/** How the words after a command's name come from its parameters. */
export type TagDetail = "page" | "pages" | "block" | "counter" | "none";

export const tagCommands: Record<number, [name: string, detail: TagDetail]> = {
  0x1a: ["AUTHENTICATE", "none"],
  0x1b: ["PWD_AUTH", "none"],
  0x30: ["READ", "page"],
  0x39: ["READ_CNT", "counter"],
  0x3a: ["FAST_READ", "pages"],
  0x3c: ["READ_SIG", "none"],
  0x60: ["GET_VERSION", "none"],
  0xa0: ["COMPATIBILITY_WRITE", "page"],
  0xa2: ["WRITE", "page"],
};
/** With a block behind them (on the air) or block, key and UID (to the front end), these two are a sector's authentication. */
export const sectorAuthentications: Record<number, string> = { 0x60: "authenticate with key A", 0x61: "authenticate with key B" };
