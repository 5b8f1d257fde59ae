import type { Bytes } from "../base/bytes";
import type { Grant } from "../wire/grant";
import { copy } from "../base/bytes";
import { messageMalformed, raise } from "../base/fault";
import { unpack } from "../base/pack";
import { cardKeyBytes, decodeGrant, grantBytes } from "../wire/grant";
import { deltaBytes, deltaFormat, deltaGrantsMax } from "../wire/message";

export interface Delta {
  from: number;
  to: number;
  grants: Grant[];
}

/** A delta or removals body (wire/message), `keyed`: with card keys. Throws { fault: messageMalformed } when it is not exactly as long as it says. */
export function decodeDelta(body: Bytes, keyed: boolean): Delta {
  if (body.length < deltaBytes) raise(messageMalformed);
  const head = unpack(deltaFormat, body, 0) as number[];
  const count = head[2]!;
  const each = keyed ? grantBytes + cardKeyBytes : grantBytes;
  if (count > deltaGrantsMax || body.length !== deltaBytes + count * each) raise(messageMalformed);
  const grants: Grant[] = [];
  for (let i = 0; i < count; i++) {
    const at = deltaBytes + i * each;
    const grant = decodeGrant(body, at);
    if (keyed) grant.key = cardKey(body, at + grantBytes);
    grants.push(grant);
  }
  return { from: head[0]!, to: head[1]!, grants: grants };
}

/** Undefined where all bytes are ones. */
function cardKey(body: Bytes, at: number): Bytes | undefined {
  const key = copy(body, at, at + cardKeyBytes);
  for (let i = 0; i < cardKeyBytes; i++) if (key[i] !== 255) return key;
  return undefined;
}
