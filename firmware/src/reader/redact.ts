import type { Bytes } from "../base/bytes";
import { copy } from "../base/bytes";

/*
 * Keeps secrets out of a capture. From a command that begins an authentication on, what goes to the card and comes back is
 * blanked but for command codes and status, until cards are listed anew: challenges and session data never leave the reader,
 * whether they are encrypted or not. A password (PWD_AUTH, VERIFY) and a sector key are blanked in their own frame.
 */
const inList = 0x4a;
const dataExchange = 0x40;
const communicateThru = 0x42;
const wrapped = 0x90;
/** Class of a phone's AUTH (docs/phone-protocol.md): its nonce and proof are secret too, and so is all that comes back. */
const phoneClass = 0x80;
/** DESFire: Authenticate, AuthenticateISO, AuthenticateAES, AuthenticateEV2First and NonFirst. */
const authentications = new Uint8Array([0x0a, 0x1a, 0xaa, 0x71, 0x77]);
/** PWD_AUTH of a tag; VERIFY, EXTERNAL and INTERNAL AUTHENTICATE of a card. */
const passwords = new Uint8Array([0x1b, 0x20, 0x82, 0x88]);
/** Block number, key and UID of a sector's authentication. */
const sectorBytes = 12;
const ackBytes = 6;

export class Redactor {
  /** Everything of the card's talk is secret until the next listing. */
  private secret: boolean;
  /** As `secret`, for the answer to the last frame alone. */
  private once: boolean;
  private isWrapped: boolean;

  constructor() {
    this.secret = this.once = this.isWrapped = false;
  }

  /** What may be kept of bytes to the front end; the same bytes where all of them may. */
  sent(bytes: Bytes): Bytes {
    const code = bytes[5] === 0xd4 ? bytes[6] : bytes[8] === 0xd4 ? bytes[9] : 0;
    const from = bytes[5] === 0xd4 ? 7 : 10;
    if (code === inList) this.secret = this.once = false;
    if (code !== dataExchange && code !== communicateThru) return bytes;
    const at = code === dataExchange ? from + 1 : from;
    this.isWrapped = bytes[at] === wrapped;
    const wasSecret = this.secret;
    const isPhone = bytes[at] === phoneClass;
    const command = this.isWrapped || !bytes[at] ? bytes[at + 1]! : bytes[at]!;
    if (isPhone || authentications.indexOf(command) >= 0) this.secret = true;
    this.once = isPhone || passwords.indexOf(command) >= 0 || ((command === 0x60 || command === 0x61) && bytes.length - 2 - at === sectorBytes);
    if (!wasSecret && !this.once) return bytes;
    return blank(bytes, this.isWrapped || isPhone || !bytes[at] ? at + 5 : at + 1, bytes.length - 1);
  }

  /** What may be kept of bytes from the front end. */
  heard(bytes: Bytes): Bytes {
    const length = bytes.length;
    if (!this.secret && !this.once) return bytes;
    const start = bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 255;
    if (start && length === ackBytes && bytes[3] === 0) return bytes;
    /* A whole answer, alone or right behind its acknowledgement; of anything else only the length is kept. */
    const at = start && bytes[5] === 0xd5 ? 5 : start && bytes[8] === 255 && bytes[11] === 0xd5 ? 11 : 0;
    if (!at || at + bytes[at - 2]! + 2 !== length) return blank(bytes, 0, length);
    return this.isWrapped ? blank(bytes, at + 3, length - 4) : blank(bytes, at + 4, length - 1);
  }
}

/** `bytes` with zeros from `from` to `to`; the checksum, which tells of what was there, goes too. */
function blank(bytes: Bytes, from: number, to: number): Bytes {
  const kept = copy(bytes, 0, bytes.length);
  if (to > from) kept.fill(0, from, to);
  if (from && kept.length > 1) kept[kept.length - 2] = 0;
  return kept;
}
