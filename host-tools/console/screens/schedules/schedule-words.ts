import type { ScheduleRow } from "../../../api/directory";
import { words } from "../../i18n/words";
import { daysWords } from "./days";
import { clock } from "./hours";

/** The built-in one is named by the page, the others by whoever made them. */
export function scheduleName(schedule: ScheduleRow): string {
  return schedule.fixed ? words.value.schedules.always : schedule.name;
}

/** Each window of the schedule as one line: "Mon–Fri 08:00 to 19:00". */
export function scheduleWords(schedule: ScheduleRow): string[] {
  const { levels } = words.value;
  if (schedule.fixed) return [];
  return schedule.windows.map((window) =>
    levels.window(daysWords(window.days, levels.days), clock(window.from), clock(window.to)),
  );
}
