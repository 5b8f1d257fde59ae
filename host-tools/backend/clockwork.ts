import { changeSite, offsetOf } from "./directory/schedules";
import type { Services } from "./http/services";
import { oldEvents } from "./ingest/old-events";
import { forgetEndedDenials } from "./leases/denials";
import { followGroupKey } from "./leases/renew-group-key";
import { oldLeases } from "./leases/old-leases";
import { Presence } from "./link/presence";
import { Retention } from "./retention";
import { Silence } from "./webhooks/silence";

const lookMs = 5_000;
const minuteMs = 60_000;
const hourMs = 3_600_000;

/** Does something again and again, `ms` apart; what it returns ends that. */
export type Every = (ms: number, run: () => Promise<void>) => () => void;

/** By the machine's clock; no reason to stay, if nothing else goes on. */
export const everyRealMs: Every = (ms, run) => {
  const timer = setInterval(() => void run(), ms).unref();
  return () => clearInterval(timer);
};

/**
 * What happens by itself: silent readers are noticed and told, what could not be told is tried again, summer time and a renewed group key reach the readers, leases are forgotten
 * some time after their end, those taken back on the readers' lists too, and events when the site wants them no longer.
 */
export function startClockwork(services: Services, every: Every): { stop(): Promise<void> } {
  const presence = new Presence(services);
  const silence = new Silence(services);
  const retention = new Retention(services, [oldEvents, oldLeases]);
  const forget = (): Promise<void> => retention.forget().catch(services.onTrouble);
  const ends = [
    every(lookMs, async () => {
      await presence.look();
      await services.courier.look();
    }),
    every(minuteMs, () => eachMinute(services, silence).catch(services.onTrouble)),
    every(hourMs, forget),
  ];
  void forget();
  return {
    async stop() {
      for (const end of ends) end();
      await retention.stop();
      await presence.keep().catch(services.onTrouble);
    },
  };
}

async function eachMinute(services: Services, silence: Silence): Promise<void> {
  await silence.look();
  await followZone(services);
  await forgetEndedDenials(services);
  await followGroupKey(services.directory, services.phoneKeys.groups);
}

/** Readers know only an offset from UTC; when the zone's changes, they get the new one. */
export async function followZone({ directory, store }: Pick<Services, "directory" | "store">): Promise<void> {
  const site = await store.read.selectFrom("site").selectAll().executeTakeFirstOrThrow();
  if (offsetOf(site.time_zone, directory.nowS) !== site.utc_offset_min) await changeSite(directory, { name: "clock" }, {});
}
