import type { Bytes } from "../base/bytes";
import type { Target } from "../nfc/iso14443a";
import type { Card } from "../nfc/poller";
import { copy } from "../base/bytes";
import { preparedThrough } from "../nfc/pn532";
import { nfcCardError, nfcCardGone } from "../base/fault";

/*
 * NTAG213/215/216 (NFC Forum Type 2 tag): the credential is the NDEF message, byte by byte, that a site wrote into the
 * first pages of user memory. A static secret: whoever reads it once can copy it (assurance 1).
 */
/** FAST_READ (NTAG21x data sheet, 10.3) of pages 4 to 15: 48 bytes in one exchange. */
const fastRead = preparedThrough(new Uint8Array([0x3a, 4, 15]));
const readBytes = 48;
const tlvNull = 0;
const tlvNdef = 3;

export function isNtag(target: Target): boolean {
  return target.sak === 0 && target.atqa === 0x0044 && target.uid.length === 7;
}

/** The NDEF message, or undefined where the tag holds none that fits the first 48 bytes. */
export function readNtag(card: Card, done: (fault: number, message: Bytes | undefined) => void): void {
  card.command(fastRead.parts, fastRead.code, (fault: number, answer: Bytes) => {
    /* A tag that refuses FAST_READ is no NTAG21x, and not gone: its UID is still good. */
    if (fault === nfcCardError) done(0, undefined);
    else if (fault) done(fault, undefined);
    else if (answer.length < readBytes) done(answer.length <= 1 ? 0 : nfcCardGone, undefined);
    else done(0, ndefMessage(answer));
  });
}

/** The first NDEF message TLV (NFC Forum Type 2 Tag, 2.3) that lies whole within `memory`. */
export function ndefMessage(memory: Bytes): Bytes | undefined {
  let at = 0;
  while (at + 1 < memory.length) {
    const kind = memory[at]!;
    const length = memory[at + 1]!;
    const end = at + 2 + length;
    if (kind === tlvNdef) return length > 0 && length < 255 && end <= memory.length ? copy(memory, at + 2, end) : undefined;
    if (kind > tlvNdef) return undefined;
    at = kind === tlvNull ? at + 1 : end;
  }
  return undefined;
}
