/*
 * What a site's rules say about an instant, worked out from the calendar of Node alone (Intl) and not with the product's code: the
 * other opinion on whether somebody may pass.
 */

/** `weekdays`: 0 Monday to 6 Sunday. `from`, `to`: minutes of the local day; `from` after `to` runs over midnight. */
export interface Hours {
  weekdays: number[];
  onHolidays: boolean;
  from: number;
  to: number;
}

/** Undefined hours: always. Instants in unix seconds. */
export interface Right {
  hours: Hours[] | undefined;
  validFrom?: number;
  validUntil?: number;
}

const weekdayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

export class SiteRules {
  private readonly format: Intl.DateTimeFormat;

  /** `holidays`: dates as 2026-12-25. */
  constructor(
    zone: string,
    private readonly holidays: string[],
  ) {
    const parts = { weekday: "short", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const;
    this.format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", ...parts });
  }

  /** The name of access/reason that a known card's tap must get. */
  reasonFor(right: Right, seconds: number): string {
    if (right.validFrom !== undefined && seconds < right.validFrom) return "notYetValid";
    if (right.validUntil !== undefined && seconds >= right.validUntil) return "expired";
    return !right.hours || this.within(right.hours, seconds) ? "granted" : "outsideSchedule";
  }

  /** The same for a reader that has lost the date and knows only that it is `leastSeconds` or later. */
  reasonUnsure(right: Right, leastSeconds: number): string {
    if (right.validUntil !== undefined && leastSeconds >= right.validUntil) return "expired";
    return right.hours || right.validFrom !== undefined || right.validUntil !== undefined ? "clockUnsure" : "granted";
  }

  within(hours: Hours[], seconds: number): boolean {
    const { date, weekday, minute } = this.local(seconds);
    const eve = new Date(Date.parse(`${date}T12:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
    const begins = (one: Hours, day: string, on: number): boolean =>
      this.holidays.includes(day) ? one.onHolidays : one.weekdays.includes(on);
    return hours.some((one) => {
      const today = begins(one, date, weekday);
      if (one.from < one.to) return today && minute >= one.from && minute < one.to;
      return (today && minute >= one.from) || (begins(one, eve, (weekday + 6) % 7) && minute < one.to);
    });
  }

  /** The date there and then, and the minute of its day. */
  local(seconds: number): { date: string; weekday: number; minute: number } {
    const of = Object.fromEntries(this.format.formatToParts(seconds * 1000).map((part) => [part.type, part.value]));
    const minute = Number(of.hour) * 60 + Number(of.minute);
    return { date: `${of.year}-${of.month}-${of.day}`, weekday: weekdayNames.indexOf(of.weekday!), minute };
  }
}
