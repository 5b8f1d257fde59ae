import type { Holiday } from "../../../api/directory";
import { api } from "../../client/api";
import { directoryVersion } from "../../client/live";
import { mayDo } from "../../client/session";
import { words } from "../../i18n/words";
import { Empty } from "../../ui/empty";
import { Check, onSubmit, textOf, TextField } from "../../ui/form";
import { Heads } from "../../ui/heads";
import type { Task } from "../../ui/load";
import { useLoaded, useTask } from "../../ui/load";
import { May } from "../../ui/may";
import { Failure, say } from "../../ui/notice";
import { Waiting } from "../../ui/waiting";

/** The site's calendar; each change sends the whole of it, as readers hold it. */
export function HolidayList() {
  const { schedules } = words.value;
  const task = useTask();
  const loaded = useLoaded(api.holidays, [directoryVersion.value]);
  const days = loaded.value.value;
  const set = (wish: Holiday[], done: () => void) =>
    task.run(async () => {
      loaded.value.value = await api.setHolidays(wish);
      say("ok", words.value.schedules.holidaysSaved);
      done();
    });
  return (
    <section class="card">
      <h2>{schedules.holidays}</h2>
      <p class="quiet">{schedules.holidaysLead}</p>
      <Waiting of={[loaded]} />
      {days?.length === 0 && <Empty title={schedules.noHolidays} />}
      {days && days.length > 0 && <HolidayTable days={days} task={task} set={(rest) => set(rest, () => undefined)} />}
      <Failure failure={task.failure.value} />
      {days && mayDo("rules") && <NewHoliday task={task} add={(day, done) => set([...days.filter(({ date }) => date !== day.date), day], done)} />}
    </section>
  );
}

function HolidayTable({ days, task, set }: { days: Holiday[]; task: Task; set: (rest: Holiday[]) => void }) {
  const { schedules } = words.value;
  return (
    <table class="table">
      <Heads of={[schedules.date, schedules.holidayName, schedules.repeats, schedules.action]} />
      <tbody>
        {days.map((day) => (
          <tr key={day.date}>
            <th scope="row" data-label={schedules.date}>
              {day.yearly ? day.date.slice(5) : day.date}
            </th>
            <td data-label={schedules.holidayName}>{day.name || "–"}</td>
            <td data-label={schedules.repeats}>{day.yearly ? schedules.everyYear : schedules.once}</td>
            <td data-label={schedules.action}>
              <May right="rules">
                <button
                  type="button"
                  class="danger"
                  disabled={task.busy.value}
                  aria-label={schedules.removeHoliday(day.name || day.date)}
                  onClick={() => set(days.filter((other) => other !== day))}
                >
                  {schedules.remove}
                </button>
              </May>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function NewHoliday({ task, add }: { task: Task; add: (day: Holiday, done: () => void) => void }) {
  const { schedules } = words.value;
  const submit = (form: FormData, element: HTMLFormElement) =>
    add({ date: textOf(form, "date"), name: textOf(form, "name"), yearly: form.has("yearly") }, () => element.reset());
  return (
    <form onSubmit={onSubmit(submit)} aria-label={schedules.addHoliday}>
      <div class="pair">
        <TextField label={schedules.date} name="date" type="date" required />
        <TextField label={schedules.holidayName} name="name" maxLength={120} />
      </div>
      <Check label={schedules.everyYear} hint={schedules.everyYearHint} name="yearly" checked={false} />
      <div class="form-foot">
        <button type="submit" disabled={task.busy.value}>
          {schedules.addHoliday}
        </button>
      </div>
    </form>
  );
}
