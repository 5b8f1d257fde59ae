import type { ScheduleRow } from "../../../api/directory";
import { words } from "../../i18n/words";
import { daysWords } from "./days";

const twoDigits = (value: number) => String(value).padStart(2, "0");

function clock(minutes: number): string {
  return `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

/** Each window of the schedule as one line: "Mon–Fri 08:00 to 19:00". */
export function scheduleWords(schedule: ScheduleRow): string[] {
  const { levels } = words.value;
  if (schedule.fixed) return [];
  return schedule.windows.map((window) =>
    levels.window(daysWords(window.days, levels.days), clock(window.from), clock(window.to)),
  );
}
