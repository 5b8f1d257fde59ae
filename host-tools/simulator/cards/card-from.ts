import { Failure, exitCodes } from "../../api/failure";
import { uidCard, type EmulatedCard } from "./card";
import { isNtagModel, ntagCard } from "./ntag";

/** The card that a text like `uid:04A1B2C3` or `ntag213:04A1B2C3D4E5F6:D101...` names. Throws CARD_INVALID. */
export function cardFrom(text: string): EmulatedCard {
  const [kind = "", uidHex = "", ndefHex = "", ...rest] = text.trim().split(":");
  const name = kind.toLowerCase();
  if (rest.length > 0 || (name !== "uid" && !isNtagModel(name))) throw invalid(text, `"${kind}" is no kind of card known here`);
  const uid = bytes(text, uidHex);
  if (name === "uid") {
    if (ndefHex) throw invalid(text, "a plain UID card has no memory");
    if (uid.length !== 4 && uid.length !== 7) throw invalid(text, `a UID has 4 or 7 bytes, not ${uid.length}`);
    return uidCard(uid);
  }
  if (!isNtagModel(name) || uid.length !== 7) throw invalid(text, `an NTAG has a UID of 7 bytes, not ${uid.length}`);
  try {
    return ntagCard(name, uid, bytes(text, ndefHex));
  } catch (caught) {
    throw invalid(text, caught instanceof Error ? caught.message : String(caught));
  }
}

/** Several cards held together, parted by commas. */
export function cardsFrom(text: string): EmulatedCard[] {
  return text.split(",").map(cardFrom);
}

function bytes(text: string, hex: string): Uint8Array {
  const clean = hex.replace(/[\s-]/g, "");
  if (!/^([0-9a-f]{2})*$/i.test(clean)) throw invalid(text, `"${hex}" is not hexadecimal with two digits a byte`);
  return Uint8Array.from(clean.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function invalid(text: string, why: string): Failure {
  return new Failure("CARD_INVALID", {
    message: `The card "${text}" cannot be made: ${why}.`,
    hint: "Write uid:HEX with 4 or 7 bytes, or ntag213:HEX, ntag215:HEX, ntag216:HEX with 7 bytes and, after another colon, the NDEF message.",
    exit: exitCodes.usage,
  });
}
