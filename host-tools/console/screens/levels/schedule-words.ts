import type { ScheduleRow } from "../../../api/directory";
import { words } from "../../i18n/words";

const twoDigits = (value: number) => String(value).padStart(2, "0");

function clock(minutes: number): string {
  return `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

/** Bits of days as words; three and more in a row become a span: "Mon–Fri, holidays". */
export function daysWords(days: number, names: readonly string[]): string {
  const parts: string[] = [];
  let day = 0;
  while (day < names.length) {
    let end = day;
    while (days & (1 << end) && end < 7) end++;
    if (end === day && !(days & (1 << day))) day++;
    else if (end - day >= 3) {
      parts.push(`${names[day]}–${names[end - 1]}`);
      day = end;
    } else parts.push(names[day++] ?? "");
  }
  return parts.join(", ");
}

/** Each window of the schedule as one line: "Mon–Fri 08:00 to 19:00". */
export function scheduleWords(schedule: ScheduleRow): string[] {
  const { levels } = words.value;
  if (schedule.fixed) return [];
  return schedule.windows.map((window) => levels.window(daysWords(window.days, levels.days), clock(window.from), clock(window.to)));
}
