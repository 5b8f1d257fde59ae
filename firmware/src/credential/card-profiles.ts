import type { Bytes } from "../base/bytes";
import type { SessionStart, Tools } from "../crypto/card-session";
import type { Cmac } from "../crypto/cmac";
import { joined } from "../base/bytes";
import { createCmac } from "../crypto/cmac";
import * as wire from "../wire/card-profile";
import { ntag424 } from "../wire/technology";

/** A key of a card, with what CMAC needs of it. */
export interface CardKey {
  key: Bytes;
  cmac: Cmac;
}

/** A profile of wire/card-profile with everything that no card changes made ready: commands, key, subkeys. */
export interface PreparedProfile {
  technology: number;
  /** True: commands travel as ISO/IEC 7816-4 APDUs, the only way of an NTAG 424. */
  wrapped: boolean;
  start: SessionStart;
  comm: number;
  /** Whole commands: select the application, ask for a challenge, ask for the key's version. */
  select: Bytes;
  challenge: Bytes;
  askVersion: Bytes;
  keyVersion: number;
  /** Parameters of ReadData. */
  header: Bytes;
  length: number;
  /** Undefined: each card has its own, in its grant. */
  zoneKey: CardKey | undefined;
}

/** ISO SELECT of the NTAG 424's application by its name (NT4H2421Gx, 10.9.1). */
const selectNtag424 = new Uint8Array([0, 0xa4, 4, 12, 7, 0xd2, 0x76, 0, 0, 0x85, 1, 1, 0]);
const selectApplication = 0x5a;
const getKeyVersion = 0x64;

/** `wrapped` under `wrapKey`: one block of CBC with a vector of zeros. */
export function unwrap(tools: Tools, wrapKey: Bytes, wrapped: Bytes): CardKey {
  const key = new Uint8Array(tools.cipher.decryptCbc(wrapKey, new Uint8Array(16), wrapped));
  return { key: key, cmac: createCmac(tools.cipher, key) };
}

/** Every profile in `bytes` that this bundle can serve, in their order. `ev1`: undefined where it was left out. */
export function prepareProfiles(
  tools: Tools,
  wrapKey: Bytes,
  bytes: Bytes,
  starts: { ev2: SessionStart; ev1: SessionStart | undefined },
): PreparedProfile[] {
  const prepared: PreparedProfile[] = [];
  for (let at = 0; at < bytes.length; at += wire.profileBytes) {
    const profile = wire.decodeProfile(bytes, at);
    const start = profile.flags & wire.flagEv1 ? starts.ev1 : starts.ev2;
    const ownKeys = (profile.flags & wire.flagCardKey) !== 0;
    if (start) prepared.push(prepare(profile, start, ownKeys ? undefined : unwrap(tools, wrapKey, profile.wrappedKey)));
  }
  return prepared;
}

function prepare(profile: wire.CardProfile, start: SessionStart, zoneKey: CardKey | undefined): PreparedProfile {
  const wrapped = profile.technology === ntag424;
  return {
    technology: profile.technology,
    wrapped: wrapped,
    start: start,
    comm: profile.flags & wire.commMask,
    select: wrapped ? selectNtag424 : joined(new Uint8Array([selectApplication]), profile.application),
    challenge: joined(new Uint8Array([start.authenticate, profile.keyNumber]), start.argument),
    askVersion: new Uint8Array([getKeyVersion, profile.keyNumber]),
    keyVersion: profile.keyVersion,
    header: new Uint8Array([profile.file, profile.offset, 0, 0, profile.length, 0, 0]),
    length: profile.length,
    zoneKey: zoneKey,
  };
}
