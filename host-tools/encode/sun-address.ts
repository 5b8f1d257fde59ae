import type { Bytes } from "../../firmware/src/base/bytes";
import { concat, fromHex } from "../../firmware/src/base/bytes";
import { exitCodes, Failure } from "../api/failure";

/** The names of the two parameters that the tag writes into its address at every reading. */
export const sunParameters = { picc: "e", mac: "c" } as const;

const piccDigits = 32;
const macDigits = 16;
const fileBytes = 256;
const lengthBytes = 2;
/** Prefixes of NDEF URI records (NFC Forum URI RTD, table 3). */
const prefixes: [text: string, code: number][] = [["https://", 4], ["http://", 3]];
/** UID and counter mirrored, as text (NT4H2421Gx, 10.7.1). */
const mirrorOptions = 0xc1;
const never = 15;

export interface SunAddress {
  /** What the tag's file holds: the message's length, and the message with zeros where the tag writes. */
  content: Bytes;
  /** The part of ChangeFileSettings from SDMOptions on, for the keys with these numbers. */
  sdmSettings(keys: { meta: number; file: number }): Bytes;
}

/**
 * An NDEF message with `url`, `e=` (encrypted UID and counter) and `c=` (MAC under the session key of UID and counter, over
 * nothing else; AN12196, 3.3 and 3.4). Throws CARD_ADDRESS.
 */
export function sunAddress(url: string): SunAddress {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const prefix = prefixes.find(([text]) => url.startsWith(text));
  if (!parsed || !prefix || parsed.hash) throw unusable(url, "it must begin with https:// or http:// and have no part behind #");
  for (const name of Object.values(sunParameters)) if (parsed.searchParams.has(name)) throw unusable(url, `the tag itself writes the parameter ${name}`);
  const start = `${parsed.href.slice(prefix[0].length)}${parsed.search ? "&" : "?"}${sunParameters.picc}=`;
  const middle = `&${sunParameters.mac}=`;
  const text = Buffer.from(`${start}${"0".repeat(piccDigits)}${middle}${"0".repeat(macDigits)}`, "latin1");
  const payload = concat([Uint8Array.of(prefix[1]), text]);
  const message = concat([Uint8Array.of(0xd1, 1, payload.length, 0x55), payload]);
  if (payload.length > 255 || message.length + lengthBytes > fileBytes) throw unusable(url, `it is ${message.length + lengthBytes - fileBytes} bytes longer than the tag holds`);
  const textAt = lengthBytes + 5;
  const piccAt = textAt + start.length;
  const macAt = piccAt + piccDigits + middle.length;
  return {
    content: concat([Uint8Array.of(message.length >> 8, message.length), message]),
    sdmSettings: ({ meta, file }) => Uint8Array.of(mirrorOptions, 0xf0 | never, (meta << 4) | file, ...le3(piccAt), ...le3(macAt), ...le3(macAt)),
  };
}

/** What the tag wrote into the content of its file at one reading; undefined where there is no such address. */
export function sunParts(content: Bytes): { picc: Bytes; mac: Bytes } | undefined {
  const text = Buffer.from(content).toString("latin1");
  const found = new RegExp(`[?&]${sunParameters.picc}=([0-9A-F]{${piccDigits}})&${sunParameters.mac}=([0-9A-F]{${macDigits}})`).exec(text);
  return found ? { picc: fromHex(found[1]!), mac: fromHex(found[2]!) } : undefined;
}

const le3 = (value: number): number[] => [value & 255, value >> 8, 0];

function unusable(url: string, why: string): Failure {
  return new Failure("CARD_ADDRESS", {
    message: `"${url.slice(0, 80)}" cannot be the address of a tag: ${why}.`,
    hint: "Give the address of the door's page, for example https://doors.example.org/d/12.",
    exit: exitCodes.usage,
  });
}
