import { join } from "node:path";
import { Failure } from "../../api/failure";
import { databaseFile } from "./data-directory";
import { isDamaged } from "./disk-trouble";

/** What `work` on the database in `dir` gives. Throws STORE_DAMAGED where the file is not as it was written. */
export async function orDamaged<T>(dir: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (caught) {
    throw isDamaged(caught) ? damaged(dir, caught) : caught;
  }
}

export function damaged(dir: string, cause: Error): Failure {
  return new Failure("STORE_DAMAGED", {
    message: `${join(dir, databaseFile)} is damaged: ${cause.message}; its disk fails, or something else wrote into it`,
    hint: "Restore the newest backup with `latchkey restore`, best onto another disk; what can still be read of this one is kept aside and taken along.",
    cause,
  });
}
