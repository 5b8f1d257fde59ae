import { changeSite, offsetOf } from "./directory/schedules";
import type { Services } from "./http/services";
import { Presence } from "./link/presence";

const lookMs = 5_000;
const offsetMs = 60_000;

/** What happens by itself: silent readers are noticed, summer time reaches the readers. */
export function startClockwork(services: Services): { stop(): Promise<void> } {
  const presence = new Presence(services);
  const look = setInterval(() => void presence.look(), lookMs);
  const offset = setInterval(() => void followZone(services).catch(services.onTrouble), offsetMs);
  look.unref();
  offset.unref();
  return {
    async stop() {
      clearInterval(look);
      clearInterval(offset);
      await presence.keep().catch(services.onTrouble);
    },
  };
}

/** Readers know only an offset from UTC; when the zone's changes, they get the new one. */
export async function followZone({ directory, store }: Pick<Services, "directory" | "store">): Promise<void> {
  const site = await store.read.selectFrom("site").selectAll().executeTakeFirstOrThrow();
  if (offsetOf(site.time_zone, directory.nowS) !== site.utc_offset_min) await changeSite(directory, { name: "clock" }, {});
}
