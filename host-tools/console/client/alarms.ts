import { signal } from "@preact/signals";
import { isUrgentUnseen } from "../../api/alarms";
import type { EventRow } from "../../api/events";

/** How many came while the page was not in front; the title carries them until somebody looks. */
export const unseenAlarms = signal(0);
/** Whether the browser would have to be asked before this page may show notices outside of it. */
export const mayAsk = signal(askable());

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) unseenAlarms.value = 0;
});

/** `event` has just happened. */
export function noteAlarm(event: EventRow, text: (event: EventRow) => string): void {
  if (!document.hidden || !isUrgentUnseen(event)) return;
  unseenAlarms.value++;
  if (mayTell()) new Notification(event.doorName ?? event.readerName, { body: text(event), tag: String(event.id) });
}

export async function askToTell(): Promise<void> {
  await Notification.requestPermission();
  mayAsk.value = askable();
}

/* A page without TLS, away from its own machine, has no such notices, and some browsers have none at all. */
function askable(): boolean {
  return "Notification" in window && window.isSecureContext && Notification.permission === "default";
}

function mayTell(): boolean {
  return "Notification" in window && Notification.permission === "granted";
}
