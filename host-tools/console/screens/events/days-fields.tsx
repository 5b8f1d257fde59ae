import { words } from "../../i18n/words";
import { DayFilter } from "../../ui/day-filter";

/** From which day to which, by the clock of the site. */
export function Days() {
  const { eventSearch } = words.value;
  return (
    <div class="filters">
      <DayFilter label={eventSearch.since} name="since" />
      <DayFilter label={eventSearch.until} name="until" />
    </div>
  );
}
