import { toHex } from "../../../firmware/src/base/bytes";
import { u32At } from "../../../firmware/src/base/pack";
import { leaseBytes, leaseTimesAt } from "../../../firmware/src/wire/lease";
import { bad, count, good, type Explanation } from "./explanation";

/* The phone protocol's own command and answers (docs/phone-protocol.md, sections 5 and 6). */
const authClass = 0x80;
const authCode = 0x10;
const dataAt = 5;
const idBytes = 16;
const leaseIdBytes = 8;
const provedBytes = 60;
const shownDigits = 8;

export const phoneApplication = "f04c415443484b4559";

const refusals: Record<number, string> = {
  0x6982: "the phone's owner is to unlock it first",
  0x6985: "nothing was selected before",
  0x6988: "the reader is none of the phone's site",
  0x6a88: "no lease for this door",
};

export const isAuth = (frame: Uint8Array): boolean => frame.length >= dataAt && frame[0] === authClass && frame[1] === authCode;

/** AUTH: which door asks. */
export function authWords(frame: Uint8Array): string {
  const door = frame.subarray(dataAt, dataAt + idBytes);
  const said = `phone AUTH, version ${frame[2]}`;
  if (door.length < idBytes) return `${said}, ${count(frame.length - dataAt)}`;
  return isBlank(door) ? said : `${said}, door ${toHex(door).slice(0, shownDigits)}…, nonce and proof`;
}

/** The answer to it, without its status word. */
export function authAnswer(data: Uint8Array, status: number): Explanation | undefined {
  if (status !== 0x9000) return refusals[status] ? bad(refusals[status]) : undefined;
  if (data.length !== provedBytes) return bad(`${count(data.length)}, where lease and proof are ${provedBytes}`);
  const lease = data.subarray(0, leaseBytes);
  if (isBlank(lease)) return good("lease and proof");
  const until = new Date(u32At(lease, leaseTimesAt + 4) * 1000).toISOString().slice(0, 16).replace("T", " ");
  return good(`lease ${toHex(lease.subarray(0, leaseIdBytes))} until ${until} UTC, and proof`);
}

/** The answer to SELECT of the phone's application, without its status word. */
export function selectedWords(data: Uint8Array): string | undefined {
  return data.length === 9 ? `ok, version ${data[0]}, pseudonym ${toHex(data.subarray(1))}` : undefined;
}

/** As a reader's capture leaves what is secret. */
const isBlank = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);
