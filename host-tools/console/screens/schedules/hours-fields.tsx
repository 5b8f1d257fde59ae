import { words } from "../../i18n/words";
import { Field } from "../../ui/form";
import type { Hours } from "./hours";

interface HoursFieldsProps {
  hours: Hours;
  /** Tells several apart for whoever hears the page. */
  number: number;
  change: (hours: Hours) => void;
  remove: () => void;
}

/** Days and times of one stretch of the week. */
export function HoursFields({ hours, number, change, remove }: HoursFieldsProps) {
  const { schedules } = words.value;
  return (
    <fieldset class="hours">
      <legend>{schedules.hours(number)}</legend>
      <Days days={hours.days} change={(days) => change({ ...hours, days })} />
      <div class="pair">
        <Time label={schedules.from} value={hours.from} change={(from) => change({ ...hours, from })} />
        <Time label={schedules.to} hint={schedules.toHint} value={hours.to} change={(to) => change({ ...hours, to })} />
      </div>
      <button type="button" onClick={remove} aria-label={schedules.removeHours(number)}>
        {schedules.remove}
      </button>
    </fieldset>
  );
}

function Days({ days, change }: { days: number; change: (days: number) => void }) {
  const { levels, schedules } = words.value;
  return (
    <div class="segments" role="group" aria-label={schedules.days}>
      {levels.days.map((name, day) => (
        <button key={name} type="button" aria-pressed={(days & (1 << day)) !== 0} onClick={() => change(days ^ (1 << day))}>
          {name}
        </button>
      ))}
    </div>
  );
}

interface TimeProps {
  label: string;
  hint?: string;
  value: string;
  change: (value: string) => void;
}

function Time({ label, hint, value, change }: TimeProps) {
  return (
    <Field label={label} hint={hint}>
      {(id, described) => (
        <input
          id={id}
          type="time"
          value={value}
          required
          aria-describedby={described}
          onInput={(event) => change(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
