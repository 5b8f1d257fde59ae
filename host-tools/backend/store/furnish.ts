import { offsetMinutes } from "../directory/time";
import type { Store } from "./open";

/** What a fresh site has: a name and the time zone of this machine. Schedules come with the schema. */
export async function furnish(store: Store, nowS: number): Promise<void> {
  const site = await store.read.selectFrom("site").select("id").executeTakeFirst();
  if (site) return;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const row = { name: "Home", time_zone: zone, utc_offset_min: offsetMinutes(zone, nowS) };
  await store.change((trx) => trx.insertInto("site").values(row).execute());
}
