import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Bytes } from "../../../firmware/src/base/bytes";
import { Failure } from "../../api/failure";
import { groupKeyBound } from "../leases/group-keys";
import { siteKeyFile } from "../store/data-directory";
import { enrolled } from "../store/enrolled";
import type { Db, Store } from "../store/open";
import { KeyBox } from "./key-box";
import { secretFile } from "./secret-file";

/** The site key of this directory, made with the site. Throws STORE_KEY where it is not the one under which the database's keys lie: a new one would make strangers of all readers, cards and phones. */
export async function siteKeyOf(store: Store): Promise<string> {
  const path = join(store.dataDir, siteKeyFile);
  const sealed = await anySealed(store.read);
  if (sealed && !existsSync(path)) throw wrongKey(`${path} is missing, under which the keys of readers, cards and phones lie`);
  const key = secretFile(path, 32);
  if (!opens(key, sealed)) throw wrongKey(`${path} is not the key under which the database beside it was written, or is damaged`);
  return key;
}

interface Sealed {
  box: Bytes;
  bound: Bytes;
}

/** One of the keys that lie under the site key; undefined: there is none yet. */
async function anySealed(read: Db): Promise<Sealed | undefined> {
  const reader = await read.selectFrom("reader").select(["key_sealed", "reader_id"]).where(enrolled()).limit(1).executeTakeFirst();
  if (reader) return { box: reader.key_sealed, bound: reader.reader_id };
  const group = await read.selectFrom("group_key").select("sealed").limit(1).executeTakeFirst();
  return group && { box: group.sealed, bound: groupKeyBound };
}

function opens(key: string, sealed: Sealed | undefined): boolean {
  try {
    const box = new KeyBox(key);
    if (sealed) box.open(sealed.box, sealed.bound);
    return true;
  } catch {
    return false;
  }
}

function wrongKey(message: string): Failure {
  return new Failure("STORE_KEY", {
    message,
    hint: "Put the file back from where it was moved, or restore a backup, which holds it: `latchkey restore`. Nothing was changed.",
  });
}
