import { z } from "zod";
import { timeOrDay } from "../api/events";
import { exitCodes, Failure } from "../api/failure";

/** `text` as the backend takes times. Throws OPTION_TIME. */
export function timeOf(text: string, option: string): string {
  if (timeOrDay.safeParse(text).success) return text;
  throw new Failure("OPTION_TIME", {
    message: `${option} "${text}" is no time`,
    hint: "Write a date as 2026-10-03, or date, time and zone as 2026-10-03T08:00:00+09:00.",
    exit: exitCodes.usage,
  });
}

/** `text` as a day of the site's clock. Throws OPTION_TIME. */
export function dayOf(text: string, option: string): string {
  if (z.iso.date().safeParse(text).success) return text;
  throw new Failure("OPTION_TIME", { message: `${option} "${text}" is no day`, hint: "Write a date as 2026-10-03.", exit: exitCodes.usage });
}
