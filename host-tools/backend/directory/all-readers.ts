import type { Trx } from "../store/open";

/** For settings that no reader is spared. */
export async function allReaders(trx: Trx): Promise<number[]> {
  return (await trx.selectFrom("reader").select("num").execute()).map(({ num }) => num);
}
