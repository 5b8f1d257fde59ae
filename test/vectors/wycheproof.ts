import { fromHex, toHex } from "../../firmware/src/base/bytes";
import { createCmac } from "../../firmware/src/crypto/cmac";
import type { Cipher } from "../../firmware/src/hal/cipher";

/* Project Wycheproof's cases, the same reckoning for the chip and for the host, in the chip's dialect. */

/** The rows of one of the text files beside this; an empty field is written "-". */
export function wycheproofRows(text: string): string[][] {
  const rows: string[][] = [];
  text.split("\n").forEach((line) => {
    if (line.length > 1 && line[0] !== "#") rows.push(line.split(" ").map((field) => (field === "-" ? "" : field)));
  });
  return rows;
}

/** The tag that each AES-CMAC case should have; a valid case gives it, an invalid one another. */
export function wycheproofTags(cipher: Cipher, rows: string[][]): string[] {
  return rows.map((row) => toHex(createCmac(cipher, fromHex(row[2]!))(fromHex(row[3]!))));
}

/** What each AES-CBC case deciphers to, padding included; "" where its text is no whole number of blocks. */
export function wycheproofTexts(cipher: Cipher, rows: string[][]): string[] {
  return rows.map((row) => {
    const text = row[5]!;
    return text.length === 0 || text.length % 32 ? "" : toHex(cipher.decryptCbc(fromHex(row[2]!), fromHex(row[3]!), fromHex(text)));
  });
}
