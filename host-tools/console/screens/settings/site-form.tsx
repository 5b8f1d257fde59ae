import { api } from "../../client/api";
import { keepEventsDaysMax } from "../../../api/directory";
import { keepEventsDays, showSite, siteName } from "../../client/session";
import { siteTimeZone } from "../../i18n/format";
import { words } from "../../i18n/words";
import { Field, onSubmit, textOf, TextField } from "../../ui/form";
import { useTask } from "../../ui/load";
import { Failure, say } from "../../ui/notice";

/** The site's name, the clock by which every schedule is read, and how long events are kept. */
export function SiteForm() {
  const { settings, shell } = words.value;
  const task = useTask();
  const submit = (form: FormData) =>
    task.run(async () => {
      const days = textOf(form, "keepEventsDays");
      if (!mayForget(days ? Number(days) : null)) return;
      const wish = { name: textOf(form, "name"), timeZone: textOf(form, "timeZone"), keepEventsDays: days ? Number(days) : null };
      showSite(await api.changeSite(wish));
      say("ok", words.value.settings.siteSaved);
    });
  if (!siteTimeZone.value) return null;
  return (
    <section class="card">
      <h2>{settings.site}</h2>
      <form onSubmit={onSubmit(submit)} aria-label={settings.site}>
        <div class="pair">
          <TextField key={siteName.value} label={settings.name} hint={settings.nameHint} name="name" value={siteName.value} required maxLength={120} />
          <TimeZone />
        </div>
        <TextField
          key={keepEventsDays.value}
          label={settings.keepEvents}
          hint={settings.keepEventsHint}
          name="keepEventsDays"
          type="number"
          min={1}
          max={keepEventsDaysMax}
          value={keepEventsDays.value ?? ""}
        />
        <Failure failure={task.failure.value} />
        <div class="form-foot">
          <button type="submit" disabled={task.busy.value}>
            {shell.save}
          </button>
        </div>
      </form>
    </section>
  );
}

/** Events are deleted for good, so whoever shortens the time is asked. */
function mayForget(days: number | null): boolean {
  const before = keepEventsDays.value;
  if (days === null || (before !== null && days >= before)) return true;
  return confirm(words.value.settings.keepEventsAsk(days));
}

function TimeZone() {
  const { settings } = words.value;
  const zones = Intl.supportedValuesOf("timeZone");
  return (
    <Field label={settings.timeZone} hint={settings.timeZoneHint}>
      {(id, described) => (
        <>
          <input
            key={siteTimeZone.value}
            id={id}
            name="timeZone"
            list={`${id}-zones`}
            defaultValue={siteTimeZone.value}
            required
            maxLength={64}
            autoComplete="off"
            aria-describedby={described}
          />
          <datalist id={`${id}-zones`}>
            {zones.map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
