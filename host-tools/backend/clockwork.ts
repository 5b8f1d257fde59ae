import { changeSite, offsetOf } from "./directory/schedules";
import type { Services } from "./http/services";
import { OldEvents } from "./ingest/old-events";
import { forgetEndedDenials } from "./leases/denials";
import { Presence } from "./link/presence";

const lookMs = 5_000;
const minuteMs = 60_000;
const hourMs = 3_600_000;

/**
 * What happens by itself: silent readers are noticed, summer time reaches the readers, leases taken back are forgotten when they have ended, and events when the site wants
 * them no longer.
 */
export function startClockwork(services: Services): { stop(): Promise<void> } {
  const presence = new Presence(services);
  const oldEvents = new OldEvents(services);
  const forget = (): void => void oldEvents.forget().catch(services.onTrouble);
  const look = setInterval(() => void presence.look(), lookMs);
  const minute = setInterval(() => void eachMinute(services).catch(services.onTrouble), minuteMs);
  const hour = setInterval(forget, hourMs);
  for (const timer of [look, minute, hour]) timer.unref();
  forget();
  return {
    async stop() {
      clearInterval(look);
      clearInterval(minute);
      clearInterval(hour);
      await oldEvents.stop();
      await presence.keep().catch(services.onTrouble);
    },
  };
}

async function eachMinute(services: Services): Promise<void> {
  await followZone(services);
  await forgetEndedDenials(services);
}

/** Readers know only an offset from UTC; when the zone's changes, they get the new one. */
export async function followZone({ directory, store }: Pick<Services, "directory" | "store">): Promise<void> {
  const site = await store.read.selectFrom("site").selectAll().executeTakeFirstOrThrow();
  if (offsetOf(site.time_zone, directory.nowS) !== site.utc_offset_min) await changeSite(directory, { name: "clock" }, {});
}
