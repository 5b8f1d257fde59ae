import { isUrgentUnseen } from "../../api/alarms";
import type { EventRow } from "../../api/events";
import type { WebhookMessage, WebhookRow } from "../../api/webhooks";

/** Something to tell, and the id under which it is told at every try. */
export interface Message {
  id: string;
  message: WebhookMessage;
}

/** Undefined: this subscriber does not want it. */
export function messageOfEvent(event: EventRow, wish: Pick<WebhookRow, "what" | "names">): Message | undefined {
  const alarm = isUrgentUnseen(event);
  if (wish.what === "alarms" && !alarm) return undefined;
  const { personName, ...rest } = event;
  const data = wish.names ? { ...rest, personName, alarm } : { ...rest, alarm };
  const type = `${event.kind}.${event.verdict ?? event.reason}` as const;
  /* Rows get new numbers when a database is put back; a reader never uses a record's number twice within an epoch. */
  return { id: `event_${event.readerId}_${event.epoch}_${event.sequence}`, message: { type, timestamp: event.at, data } };
}
