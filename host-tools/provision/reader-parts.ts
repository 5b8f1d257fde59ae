import type { Cipher } from "../../firmware/src/hal/cipher";
import { createTokens } from "../../firmware/src/credential/token";
import { tokenKeyOf } from "../../firmware/src/crypto/kdf";
import type { Grant } from "../../firmware/src/wire/grant";
import type { Identity } from "../../firmware/src/wire/identity";
import type { Settings } from "../../firmware/src/wire/settings";
import { encodeProfiles, type CardProfileFile } from "./card-profile";
import { grantsOf, linesOf, readGrantList } from "./grant-list";
import type { IdentityFile } from "./identity";
import { identityOf } from "./identity";
import { standAlone } from "./settings";

/** What a reader is given besides its programs. */
export interface ReaderParts {
  identity: Identity;
  grants?: Grant[];
  /** Absent for a reader that waits for its backend: it refuses everyone until then. */
  settings?: Settings;
}

/** What a reader that works without a backend is told: a grant list as CSV for one door, and the cards it may meet. */
export interface LocalList {
  csv?: string | undefined;
  door?: string | undefined;
  profiles?: CardProfileFile[] | undefined;
}

/** A reader's own parts from its identity and, for one that is to work without a backend, a grant list as CSV. */
export function readerParts(file: IdentityFile, list: LocalList | undefined, cipher: Cipher): ReaderParts {
  const identity = identityOf(file);
  if (!list) return file.backend ? { identity } : { identity, settings: standAlone(file.doorNumber) };
  const settings = standAlone(file.doorNumber);
  if (list.profiles) settings.profiles = encodeProfiles(list.profiles, cipher, identity.deviceKey);
  if (list.csv === undefined) return { identity, settings };
  const tokenOf = createTokens(cipher, tokenKeyOf(cipher, identity.deviceKey));
  const grants = grantsOf(linesOf(readGrantList(list.csv), list.door), tokenOf);
  return { identity, grants, settings };
}
