import { randomBytes } from "node:crypto";
import type { Grant } from "../../firmware/src/wire/grant";
import { createTokens } from "../../firmware/src/credential/token";
import { tokenKeyOf } from "../../firmware/src/crypto/kdf";
import type { Settings } from "../../firmware/src/wire/settings";
import { uid } from "../../firmware/src/wire/technology";
import { projectDir } from "../../host-tools/cli/project";
import { loadBoard } from "../../host-tools/flash/board-config";
import { storageOf } from "../../host-tools/flash/image/flash-image";
import { layOut } from "../../host-tools/flash/image/lay-out";
import { listLevel, standAlone } from "../../host-tools/provision/settings";
import { nobleCipher } from "../../host-tools/simulator/board/cipher";

/** The card that test/bench/on-chip/front-end holds to the reader. */
const uidOfCard = new Uint8Array([4, 0xa1, 0xb2, 0xc3]);
const others = 9999;
const secret = new Uint8Array(32);
const identity = {
  readerId: new Uint8Array(8), deviceKey: secret, drbgSeed: secret, provisionedAt: 1_700_000_000,
  backendHost: new Uint8Array(4), backendPort: 0, wifiName: "", wifiKey: "",
};

/** A credential of the list other than that card. */
export interface Listed {
  technology: number;
  identifier: Uint8Array;
}

/** The device key of the reader that lies on this flash. */
export const deviceKey = secret;

/** The interpreter's flash file of a reader with a list of ten thousand, that card among them, and with what its program reads on demand. */
export function tapFlash(overlays: string[], more: Partial<Settings> = {}, listed: Listed = { technology: uid, identifier: uidOfCard }): Uint8Array {
  const tokenOf = createTokens(nobleCipher(), tokenKeyOf(nobleCipher(), secret));
  const grantOf = (token: Uint8Array): Grant => ({ token, levels: listLevel, validFrom: 0, validUntil: 0, flags: 0 });
  const grants = [grantOf(tokenOf(listed.technology, listed.identifier)), ...Array.from({ length: others }, () => grantOf(new Uint8Array(randomBytes(8))))];
  /* Short, so that the relay has fallen again before the next tap. */
  const settings = { ...standAlone(1), unlockMs: 1000, ...more };
  const programs = { boot0: "1", main: "1", overlays };
  return storageOf(layOut(loadBoard(projectDir(), "linux"), { programs, version: "0", identity, grants, settings })).bytes;
}
