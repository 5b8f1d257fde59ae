import type { EventRow } from "../../../api/events";
import { isAlarm } from "../../../api/alarms";
import { words } from "../../i18n/words";
import type { Happening } from "../../i18n/en/events";
import type { IconName } from "../../ui/icon";
import type { Tone } from "../../ui/status";

/** Why a tap ended as it did. A reason this console does not know yet is shown by its name. */
export function reasonWords(reason: string): string {
  const known: Record<string, string> = words.value.events.reason;
  return known[reason] ?? reason;
}

/** To a reader a card of somebody without a right at its door is unknown; whoever knows the owner is told more. A phone is on no list: it brings a lease. */
export function whyWords({ reason, personId, technology }: EventRow): string {
  const { notListed, byLease } = words.value.events;
  if (reason === "unknownCredential" && personId !== null) return notListed;
  return reason === "granted" && technology === "phone" ? byLease : reasonWords(reason);
}

/** What happened, for records that are not taps. */
export function happeningWords(event: EventRow): string {
  const known: Record<string, Happening> = words.value.events.event;
  const text = known[event.reason] ?? event.reason;
  return typeof text === "string" ? text : text(event.detail);
}

/** Who it was; a card nobody owns is told apart by the end of its token. */
export function whoWords(event: EventRow): string {
  if (event.personName) return event.personName;
  return event.token ? words.value.events.unknownCard(`…${event.token.slice(-4)}`) : "";
}

const worrying = ["heldOpen", "relockedLimit", "faultSeen", "commandRefused", "rexStuck", "frontEndRecovered"];
const doorIcons: Record<string, IconName> = { opened: "open", closed: "locked", unlockedByCommand: "unlocked" };

export function lookOf(event: EventRow): { tone: Tone; icon?: IconName } {
  if (event.verdict) return { tone: event.verdict === "granted" ? "ok" : "bad" };
  if (isAlarm(event)) return { tone: "bad", icon: "warn" };
  if (worrying.includes(event.reason)) return { tone: "warn" };
  return { tone: "off", icon: doorIcons[event.reason] ?? (event.kind === "reader" ? "readers" : "doors") };
}
