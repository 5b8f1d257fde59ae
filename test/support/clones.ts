import * as fault from "../../firmware/src/base/fault";
import { CardReading, type ReadingRoom } from "../../firmware/src/credential/card-reading";
import { prepareProfiles, type PreparedProfile } from "../../firmware/src/credential/card-profiles";
import { createDrbg } from "../../firmware/src/crypto/drbg";
import { startEv1 } from "../../firmware/src/crypto/ev1-session";
import { startEv2 } from "../../firmware/src/crypto/ev2-session";
import { wrapKeyOf } from "../../firmware/src/crypto/kdf";
import * as technology from "../../firmware/src/wire/technology";
import { encodeProfile, flagEv1, type CardProfile } from "../../firmware/src/wire/card-profile";
import { DesfireApplet } from "../../host-tools/simulator/cards/desfire";
import type { Applet } from "../../host-tools/simulator/cards/iso-dep-card";
import { memoryOf, type SecureCardPlan } from "../../host-tools/simulator/cards/secure-card";
import { seededRandom } from "../../host-tools/simulator/board/entropy";
import { jsNative } from "../../host-tools/hal/native";
import { deviceKey, plan, profile, uid, zoneKey } from "./card-bench";
import { cardAtHand } from "./card-at-hand";
import { nodeCipher } from "../../host-tools/hal/node-cipher";

/*
 * Copies of good cards at the level of the credential, without an antenna in between: the shipped CardReading talks to
 * them, so that many can be tried. A copy knows everything but the key: UID, id, application, and any number of good taps
 * that somebody recorded.
 */
export interface Tried {
  tried: number;
  granted: number;
  /** Good cards held up in between, one of a thousand, which must all be let in. */
  goodGranted: Record<string, number>;
  reasons: Record<string, number>;
}

const recordings = 64;
const goodEvery = 1000;
/** By turns; good cards come to each of them since a thousand is no multiple of three. */
const sorts: [name: string, profile: Partial<CardProfile>, card: Partial<SecureCardPlan>][] = [
  ["EV2", { flags: 3 }, { generation: "ev3" }],
  ["EV1", { flags: 3 | flagEv1 }, { generation: "ev3" }],
  ["NTAG 424", { technology: technology.ntag424, flags: 3, file: 3 }, { generation: "ntag424", file: 3 }],
];
const names = new Map(Object.entries(fault).filter(([, value]) => typeof value === "number").map(([name, value]) => [value as number, name]));

export function tryClones(count: number): Tried {
  const cipher = nodeCipher();
  const room: ReadingRoom = {
    cipher,
    native: jsNative(),
    random: createDrbg({ cipher, seed: deviceKey, epoch: 1, noise: new Uint8Array(4), persist: () => undefined }),
  };
  const lines = sorts.flatMap(([, one]) => [...encodeProfile(profile(one))]);
  const profiles = prepareProfiles(room, wrapKeyOf(cipher, deviceKey), Uint8Array.from(lines), { ev2: startEv2, ev1: startEv1 });
  const taped = profiles.map((one, which) => Array.from({ length: recordings }, () => recording(room, one, which)));
  const random = seededRandom(7);
  const result: Tried = { tried: 0, granted: 0, goodGranted: {}, reasons: {} };
  for (let i = 0; i < count; i++) {
    const which = i % sorts.length;
    const card = cloneOf(i, { which, tapes: taped[which]!, random });
    const { fault: code, identifier } = read(room, profiles[which]!, card);
    result.tried++;
    if (identifier) result.granted++;
    countOne(result.reasons, names.get(code) ?? `fault ${code}`);
    if (i % goodEvery === 0 && read(room, profiles[which]!, cardOf(which)).identifier) countOne(result.goodGranted, sorts[which]![0]);
  }
  return result;
}

const countOne = (counts: Record<string, number>, name: string): void => void (counts[name] = (counts[name] ?? 0) + 1);

/** A good card for this profile, or one with another key. */
function cardOf(which: number, key = zoneKey): Applet {
  const wanted = plan({ ...sorts[which]![2], key });
  return new DesfireApplet(uid, wanted.generation, memoryOf(wanted));
}

/** What a good card says in one tap. */
function recording(room: ReadingRoom, profile: PreparedProfile, which: number): Uint8Array[] {
  const good = cardOf(which);
  const said: Uint8Array[] = [];
  const tape = { apdu: (command: Uint8Array) => (said[said.length] = Uint8Array.from(good.apdu(command))), reset: () => undefined };
  if (!read(room, profile, tape).identifier) throw new Error("the good card was refused");
  return said;
}

/** Four kinds by turns: a guessed key, one recording played back, several spliced, a good card with its last answer from a tape. */
function cloneOf(i: number, { which, tapes, random }: { which: number; tapes: Uint8Array[][]; random: () => number }): Applet {
  const pick = (): Uint8Array[] => tapes[Math.floor(random() * tapes.length)]!;
  const kind = Math.floor(i / sorts.length) & 3;
  if (kind === 0) return cardOf(which, zoneKey.map(() => Math.floor(random() * 256)));
  if (kind === 1) return player([...pick()]);
  if (kind === 2) return player([0, 1, 2, 3].map((at) => pick()[at]!));
  const [good, last] = [cardOf(which), pick()[3]!];
  let index = 0;
  return { apdu: (command) => (index++ === 3 ? last : good.apdu(command)), reset: () => undefined };
}

function player(said: Uint8Array[]): Applet {
  let index = 0;
  return { apdu: () => said[index++] ?? Uint8Array.of(0x1c), reset: () => undefined };
}

function read(room: ReadingRoom, profile: PreparedProfile, applet: Applet): { fault: number; identifier: Uint8Array | undefined } {
  let result: { fault: number; identifier: Uint8Array | undefined } | undefined;
  const { card, talk } = cardAtHand(uid, (command) => applet.apdu(command));
  new CardReading(room, card, profile, (code, identifier) => (result = { fault: code, identifier })).start(profile.zoneKey!, 0);
  talk();
  if (!result) throw new Error("the reading did not end");
  return result;
}
