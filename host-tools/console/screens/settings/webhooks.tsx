import { useSignal } from "@preact/signals";
import type { MadeWebhook, WebhookRow } from "../../../api/webhooks";
import { api } from "../../client/api";
import { directoryVersion } from "../../client/live";
import { momentOf } from "../../i18n/format";
import { words } from "../../i18n/words";
import type { Task } from "../../ui/load";
import { useLoaded, useTask } from "../../ui/load";
import { Failure, Notice, say } from "../../ui/notice";
import { Age, Status } from "../../ui/status";
import { Waiting } from "../../ui/waiting";
import { WebhookForm } from "./webhook-form";

/** Who is told what happens, whether it works, and a new one's secret, this once. */
export function Webhooks() {
  const { webhooks } = words.value;
  const loaded = useLoaded(api.webhooks, [directoryVersion.value]);
  const task = useTask();
  const made = useSignal<MadeWebhook | undefined>(undefined);
  const rows = loaded.value.value;
  return (
    <section class="card" aria-labelledby="settings-webhooks">
      <h2 id="settings-webhooks">{webhooks.title}</h2>
      <p class="quiet">{webhooks.lead}</p>
      <Waiting of={[loaded]} />
      <Failure failure={task.failure.value} />
      {rows?.length === 0 && <p>{webhooks.none}</p>}
      <ul class="rows">
        {rows?.map((row) => <Receiver key={row.id} row={row} task={task} again={loaded.again} />)}
      </ul>
      {made.value && <Secret made={made.value} />}
      <WebhookForm
        added={(webhook) => {
          made.value = webhook;
          loaded.again();
        }}
      />
    </section>
  );
}

function Secret({ made }: { made: MadeWebhook }) {
  const { webhooks } = words.value;
  return (
    <Notice tone="warn" title={webhooks.secretTitle}>
      <p>{webhooks.secretLead(hostOf(made))}</p>
      <code class="code">{made.secret}</code>
    </Notice>
  );
}

const hostOf = ({ url }: WebhookRow): string => new URL(url).host;

function Receiver({ row, task, again }: { row: WebhookRow; task: Task; again: () => void }) {
  const { webhooks } = words.value;
  return (
    <li class="row">
      <div class="row-main">
        <code class="code">{row.url}</code>
        <small class="quiet">
          {webhooks.what[row.what]}
          {row.names && ` · ${webhooks.withNames}`}
        </small>
        <State row={row} />
      </div>
      <Actions row={row} task={task} again={again} />
    </li>
  );
}

function State({ row }: { row: WebhookRow }) {
  const { webhooks } = words.value;
  if (!row.enabled) return <Status tone="off">{row.failure ? `${webhooks.paused}: ${row.failure}` : webhooks.paused}</Status>;
  if (row.failures > 0) return <Status tone="bad">{webhooks.failing(row.failure ?? "", momentOf(row.nextTryAt!))}</Status>;
  if (row.deliveredAt === null) return <Status tone="info">{webhooks.nothingYet}</Status>;
  return (
    <Status tone="ok">
      {webhooks.lastTold} <Age at={row.deliveredAt} />
    </Status>
  );
}

function Actions({ row, task, again }: { row: WebhookRow; task: Task; again: () => void }) {
  const { webhooks } = words.value;
  const host = hostOf(row);
  const then = (work: () => Promise<unknown>) => () =>
    task.run(async () => {
      await work();
      again();
    });
  const test = async () => {
    const { delivered, failure } = await api.testWebhook(row.id);
    say(delivered ? "ok" : "bad", delivered ? webhooks.taken(host) : webhooks.notTaken(host, failure ?? ""));
  };
  const buttons = [
    { text: webhooks.test, label: webhooks.testAt(host), class: "plain", work: test },
    { text: row.enabled ? webhooks.pause : webhooks.resume, label: webhooks.switchAt(host, row.enabled), class: "plain", work: () => api.enableWebhook(row.id, !row.enabled) },
    { text: webhooks.remove, label: webhooks.removeAt(host), class: "danger", work: async () => confirm(webhooks.removeAsk(host)) && api.removeWebhook(row.id) },
  ];
  return (
    <div class="row-actions">
      {buttons.map(({ text, label, class: look, work }) => (
        <button key={text} type="button" class={look} disabled={task.busy.value} onClick={then(work)} aria-label={label}>
          {text}
        </button>
      ))}
    </div>
  );
}
