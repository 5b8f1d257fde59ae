import type { GroupKeyState } from "../../../api/phones";
import { api } from "../../client/api";
import { directoryVersion } from "../../client/live";
import { mayDo } from "../../client/session";
import { dayOf, momentOf } from "../../i18n/format";
import { hrefOf } from "../../route";
import { words } from "../../i18n/words";
import { Fact } from "../../ui/fact";
import { useLoaded, useTask } from "../../ui/load";
import { Failure } from "../../ui/notice";
import { Status } from "../../ui/status";

/** By which key phones know the site's readers, and how far its renewal is; nothing on a site without phones. */
export function GroupKey() {
  const { groupKey } = words.value;
  const loaded = useLoaded(api.groupKey, [directoryVersion.value]);
  const task = useTask();
  const state = loaded.value.value;
  if (!state?.exists) return <Failure failure={loaded.failure.value} again={loaded.again} />;
  const renew = (now: boolean) => {
    if (confirm(now ? groupKey.nowAsk(state.next?.behind.length ?? 0) : groupKey.renewAsk)) task.run(() => api.renewGroupKey({ now }).then(loaded.again));
  };
  return (
    <section class="card" aria-labelledby="settings-group-key">
      <h2 id="settings-group-key">{groupKey.title}</h2>
      <p class="quiet">{groupKey.lead}</p>
      <Facts state={state} />
      <Failure failure={task.failure.value} />
      {mayDo("keys") && (
        <div class="form-foot">
          <button type="button" disabled={task.busy.value} onClick={() => renew(state.next !== null)}>
            {state.next ? groupKey.now : groupKey.renew}
          </button>
        </div>
      )}
    </section>
  );
}

function Facts({ state: { since, next, readersBehind } }: { state: GroupKeyState }) {
  const { groupKey } = words.value;
  return (
    <dl class="facts">
      <Fact name={groupKey.inForce}>{since ? momentOf(since) : groupKey.unnoted}</Fact>
      {next && <Next next={next} />}
      {readersBehind.length > 0 && (
        <Fact name={groupKey.former} hint={groupKey.formerHint}>
          {readersBehind.join(", ")}
        </Fact>
      )}
    </dl>
  );
}

function Next({ next: { by, behind } }: { next: NonNullable<GroupKeyState["next"]> }) {
  const { groupKey } = words.value;
  if (behind.length === 0) {
    return (
      <Fact name={groupKey.next} hint={groupKey.handingOver}>
        <Status tone="ok">{groupKey.fetched}</Status>
      </Fact>
    );
  }
  return (
    <Fact name={groupKey.next} hint={groupKey.nextHint(dayOf(by))}>
      <Status tone="warn">{groupKey.behind(behind.length)}</Status>
      {behind.map(({ id, personId, personName, label }) => (
        <div key={id}>
          <a href={hrefOf("people", { person: String(personId) })}>{personName}</a> {label}
        </div>
      ))}
    </Fact>
  );
}
