import type { Bytes } from "../base/bytes";
import { copy } from "../base/bytes";
import { pack, unpack } from "../base/pack";

/** One line of the reader's list: 24 bytes, on the wire as here; the store wraps its own check round it. */
export interface Grant {
  /** 8 bytes: see credential/token. */
  token: Bytes;
  /** Bit i: holds the access level i of the settings. */
  levels: number;
  /** Unix seconds; 0: no limit. Valid from `validFrom` up to, not including, `validUntil`. */
  validFrom: number;
  validUntil: number;
  flags: number;
  /** 16 bytes: the card's own key, wrapped for this reader (credentials that prove themselves); undefined: none. */
  key?: Bytes | undefined;
}

export const tokenBytes = 8;
export const grantFormat = "b8 u32*3 u16*2";
export const grantBytes = 24;
export const cardKeyBytes = 16;

/* flags */
/** Not in the list any more: a delta's way to say "forget this token". */
export const flagRemoved = 1;
/** Known, but switched off: the verdict says so instead of "unknown". */
export const flagDisabled = 2;
/** Door stays unlocked for the longer time (accessibility). */
export const flagExtended = 4;

export function encodeGrant(grant: Grant): Bytes {
  return pack(grantFormat, [grant.token, grant.levels, grant.validFrom, grant.validUntil, grant.flags, 0]);
}

export function decodeGrant(bytes: Bytes, offset: number): Grant {
  const fields = unpack(grantFormat, bytes, offset) as number[];
  return {
    token: copy(bytes, offset, offset + tokenBytes),
    levels: fields[1]!,
    validFrom: fields[2]!,
    validUntil: fields[3]!,
    flags: fields[4]!,
  };
}
