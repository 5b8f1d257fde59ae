import type { Bytes } from "../base/bytes";
import type { Grant } from "../wire/grant";
import { messageMalformed, raise } from "../base/fault";
import { unpack } from "../base/pack";
import { decodeGrant, grantBytes } from "../wire/grant";
import { deltaBytes, deltaFormat, deltaGrantsMax } from "../wire/message";

export interface Delta {
  from: number;
  to: number;
  grants: Grant[];
}

/** A delta or removals body (wire/message). Throws { fault: messageMalformed } when it is not exactly as long as it says. */
export function decodeDelta(body: Bytes): Delta {
  if (body.length < deltaBytes) raise(messageMalformed);
  const head = unpack(deltaFormat, body, 0) as number[];
  const count = head[2]!;
  if (count > deltaGrantsMax || body.length !== deltaBytes + count * grantBytes) raise(messageMalformed);
  const grants: Grant[] = [];
  for (let i = 0; i < count; i++) grants.push(decodeGrant(body, deltaBytes + i * grantBytes));
  return { from: head[0]!, to: head[1]!, grants: grants };
}
