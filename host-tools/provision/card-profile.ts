import { z } from "zod";
import type { Bytes } from "../../firmware/src/base/bytes";
import { wrapKeyOf } from "../../firmware/src/crypto/kdf";
import type { Cipher } from "../../firmware/src/hal/cipher";
import * as wire from "../../firmware/src/wire/card-profile";
import { exitCodes, Failure } from "../api/failure";
import { technologyNumber } from "../api/names";

const hex = (bytes: number) => z.string().transform((text) => text.replace(/[\s:-]/g, "").toLowerCase()).pipe(z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`), `${bytes} bytes in hexadecimal`));
const byte = z.int().min(0).max(255);
const modes = { plain: 0, mac: 1, full: 3 } as const;

/** Where on a card its credential lies, as a person writes it; docs/cards.md. */
export const cardProfile = z.strictObject({
  technology: z.enum(["desfire", "ntag424"]),
  /** Number of the application as libfreefare and Proxmark write it: high byte first. */
  application: hex(3).default("000000"),
  /** The zone's key; left out: every card has its own, in its grant. */
  key: hex(16).optional(),
  keyNumber: z.int().min(0).max(13).default(0),
  keyVersion: byte.default(0),
  file: z.int().min(0).max(31),
  offset: byte.default(0),
  /** Bytes of the credential id; 0: the card's UID is its id. */
  length: z.int().min(0).max(wire.cardIdBytesMax).default(16),
  mode: z.enum(["plain", "mac", "full"]).default("full"),
  auth: z.enum(["ev1", "ev2"]).default("ev2"),
});
const needsApplication = { error: "a DESFire needs the number of its application", path: ["application"] };
export type CardProfileFile = z.infer<typeof cardProfile>;

const cardProfiles = z.array(cardProfile.refine((one) => one.technology !== "desfire" || one.application !== "000000", needsApplication)).min(1).max(wire.profilesMax);

/** The profiles of a JSON text: one, or a list in the order in which they are to be tried. Throws PROFILE_INVALID with each complaint. */
export function readCardProfiles(text: string): CardProfileFile[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (caught) {
    throw invalid([caught instanceof Error ? caught.message : String(caught)]);
  }
  const parsed = cardProfiles.safeParse(Array.isArray(json) ? json : [json]);
  if (!parsed.success) throw invalid(parsed.error.issues.map((issue) => `${issue.path.join(".") || "it"}: ${issue.message}`));
  return parsed.data;
}

/** What somebody who has one good card of such a profile could do with it, a sentence each. */
export function weaknessesOf(profiles: CardProfileFile[]): string[] {
  return profiles.flatMap(({ mode, auth, key, length }, i) => {
    const at = `Card profile ${i + 1}: `;
    /* EV1 puts a MAC behind every answer of a session, whatever the file's mode. */
    const altered = mode === "plain" && auth === "ev2" && length > 0;
    return [
      ...(altered ? [`${at}the id travels plain, so who stands between a good card and the reader can put another's in its place. Set the file up as mac or full.`] : []),
      ...(key && length === 0 ? [`${at}the UID is the id and all cards have one key, so who holds one of them can show another's UID. Read an id from a file, or leave "key" out.`] : []),
    ];
  });
}

/** `profiles` as one reader keeps them: keys wrapped for it alone. */
export function encodeProfiles(profiles: CardProfileFile[], cipher: Cipher, deviceKey: Bytes): Bytes {
  const wrapKey = wrapKeyOf(cipher, deviceKey);
  const lines = profiles.map((one) => {
    const key = one.key && Uint8Array.from(Buffer.from(one.key, "hex"));
    return wire.encodeProfile({
      technology: technologyNumber(one.technology),
      flags: modes[one.mode] | (one.auth === "ev1" ? wire.flagEv1 : 0) | (key ? 0 : wire.flagCardKey),
      application: Uint8Array.from(Buffer.from(one.application, "hex")).reverse(),
      keyNumber: one.keyNumber,
      keyVersion: one.keyVersion,
      file: one.file,
      offset: one.offset,
      length: one.length,
      wrappedKey: key ? new Uint8Array(cipher.encryptBlock(wrapKey, key)) : new Uint8Array(16),
    });
  });
  return Uint8Array.from(lines.flatMap((line) => [...line]));
}

function invalid(complaints: string[]): Failure {
  return new Failure("PROFILE_INVALID", {
    message: `The card profile cannot be used: ${complaints.slice(0, 10).join("; ")}.`,
    hint: 'Write JSON such as {"technology":"desfire","application":"F51234","key":"32 hex digits","keyNumber":0,"file":1,"length":16,"mode":"full"}; docs/cards.md has every field.',
    exit: exitCodes.usage,
  });
}
