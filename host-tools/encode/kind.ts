import type { Bytes } from "../../firmware/src/base/bytes";
import { toHex } from "../../firmware/src/base/bytes";
import type { CardTechnology } from "../api/cards";
import { askAll, status } from "./card-talk";
import * as failures from "./failures";
import { CardGone, type CardLink } from "./front-end";

/** What lies on the bench, by its own answer to GetVersion. */
export interface CardKind {
  technology: CardTechnology;
  /** As people call it. */
  name: string;
  uid: string;
  /** Knows AuthenticateAES alone. */
  ev1: boolean;
}

const getVersion = 0x60;
const versionBytes = 28;
const nxp = 4;
const typeDesfire = 1;
const typeNtag = 4;
/** Major versions of the hardware, as NXP's AN12343 and data sheets list them. */
const generations: Record<number, string> = { 0x01: "DESFire EV1", 0x12: "DESFire EV2", 0x22: "DESFire EV2", 0x33: "DESFire EV3" };
const ntag424Major = 0x30;

/** Throws CARD_WRONG, CARD_RANDOM_UID, CARD_GONE. */
export async function kindOf(link: CardLink): Promise<CardKind> {
  const { target } = link;
  if (!target.ats) throw failures.wrongCard(target.sak === 0 ? "an NTAG 21x or Ultralight, which proves nothing" : "a MIFARE Classic or the like, whose keys are broken");
  const { status: code, data } = await askAll(link, getVersion, new Uint8Array(0)).catch((caught: unknown) => {
    throw caught instanceof CardGone ? failures.gone("say what it is", []) : caught;
  });
  if (code !== status.ok || data.length < versionBytes || data[0] !== nxp) throw failures.wrongCard("neither a DESFire nor an NTAG 424 DNA (perhaps a phone or a bank card)");
  const kind = known(data);
  if (target.uid.length !== 7 || toHex(target.uid) !== kind.uid) throw failures.randomUid();
  return kind;
}

/** `version`: hardware and software, seven bytes each, then the UID. */
function known(version: Bytes): CardKind {
  const [type, major] = [version[1]! & 15, version[3]!];
  const uid = toHex(version.subarray(14, 21));
  if (type === typeNtag && major === ntag424Major) return { technology: "ntag424", name: "NTAG 424 DNA", uid, ev1: false };
  const name = type === typeDesfire ? generations[major] : undefined;
  if (!name) throw failures.wrongCard(type === typeDesfire ? "a DESFire of the first generation, which knows no AES" : `an NXP card of type ${type}, version ${major}`);
  return { technology: "desfire", name, uid, ev1: major === 0x01 };
}
