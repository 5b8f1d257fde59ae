import { needsSomebody, type WebhookRow } from "../../../api/webhooks";
import { api } from "../../client/api";
import { directoryVersion } from "../../client/live";
import { momentOf } from "../../i18n/format";
import { words } from "../../i18n/words";
import { hrefOf } from "../../route";
import { useLoaded } from "../../ui/load";
import { Notice } from "../../ui/notice";

/** Alarms that do not get out are as good as none: who is not told of them stands where they stand. */
export function DeafReceivers() {
  const loaded = useLoaded(api.webhooks, [directoryVersion.value]);
  const deaf = (loaded.value.value ?? []).filter(needsSomebody);
  return (
    <>
      {deaf.map((row) => (
        <Deaf key={row.id} row={row} />
      ))}
    </>
  );
}

function Deaf({ row }: { row: WebhookRow }) {
  const { webhooks } = words.value;
  const host = new URL(row.url).host;
  const why = row.failure ?? "";
  return (
    <Notice tone="bad" title={webhooks.notTold(host)}>
      <p>{row.enabled ? webhooks.failing(why, momentOf(row.nextTryAt!)) : webhooks.ended(why)}</p>
      <p>
        <a href={hrefOf("settings")}>{webhooks.toSettings}</a>
      </p>
    </Notice>
  );
}
