import type { MadeWebhook } from "../../../api/webhooks";
import { tellings } from "../../../api/webhooks";
import { api } from "../../client/api";
import { words } from "../../i18n/words";
import { Check, onSubmit, Select, textOf, TextField } from "../../ui/form";
import { useTask } from "../../ui/load";
import { Failure } from "../../ui/notice";

export function WebhookForm({ added }: { added: (made: MadeWebhook) => void }) {
  const { webhooks } = words.value;
  const task = useTask();
  const submit = (form: FormData, element: HTMLFormElement) =>
    task.run(async () => {
      const what = textOf(form, "what") === "events" ? "events" : "alarms";
      added(await api.addWebhook({ url: textOf(form, "url"), what, names: form.has("names") }));
      element.reset();
    });
  return (
    <form onSubmit={onSubmit(submit)} aria-label={webhooks.add}>
      <div class="pair">
        <TextField label={webhooks.url} hint={webhooks.urlHint} name="url" required maxLength={500} code />
        <Select label={webhooks.wanted} name="what" value="alarms" options={tellings.map((value) => ({ value, text: webhooks.what[value] }))} />
      </div>
      <Check name="names" label={webhooks.names} hint={webhooks.namesHint} checked={false} />
      <Failure failure={task.failure.value} />
      <div class="form-foot">
        <button type="submit" disabled={task.busy.value}>
          {webhooks.add}
        </button>
      </div>
    </form>
  );
}
