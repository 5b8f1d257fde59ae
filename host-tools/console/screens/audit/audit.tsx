import type { AuditWish } from "../../client/api";
import { api } from "../../client/api";
import { words } from "../../i18n/words";
import { route, setFilters } from "../../route";
import { Empty } from "../../ui/empty";
import { Icon } from "../../ui/icon";
import { useLoaded, useTask } from "../../ui/load";
import { Failure } from "../../ui/notice";
import { Title } from "../../ui/title";
import { Waiting } from "../../ui/waiting";
import { AuditFilters } from "./audit-filters";
import { AuditTable } from "./audit-table";
import { kindWords } from "./audit-words";
import { saveAudit } from "./save-audit";
import { useVerify, Verdict, VerifyButton } from "./verify";

const pageSize = 100;
const names = ["author", "object", "since", "until"] as const;

function wishOf(filters: Readonly<Record<string, string>>): AuditWish {
  return Object.fromEntries(names.map((name) => [name, filters[name]]));
}

/** Who changed what, and who looked at whose events; the newest first. */
export function AuditScreen() {
  const { audit } = words.value;
  const { filters } = route.value;
  const { task, found, verify } = useVerify();
  return (
    <>
      <Title text={audit.title} lead={audit.lead}>
        <VerifyButton task={task} verify={verify} />
        <Download />
      </Title>
      <Verdict task={task} found={found.value} />
      <AuditFilters />
      {filters["object"]?.includes(" ") && <OnlyOne object={filters["object"]} />}
      <Lines key={JSON.stringify(wishOf(filters))} />
    </>
  );
}

function OnlyOne({ object }: { object: string }) {
  const { audit } = words.value;
  const [what = "", id = null] = object.split(" ");
  return (
    <p class="state-line">
      {audit.only(kindWords({ what, id }))}
      <button type="button" onClick={() => setFilters({ object: "" })}>
        {audit.all}
      </button>
    </p>
  );
}

function Lines() {
  const { audit } = words.value;
  const task = useTask();
  const wish = wishOf(route.value.filters);
  const found = useLoaded(() => api.audit({ ...wish, limit: pageSize }), []);
  const rows = found.value.value;
  const older = () =>
    task.run(async () => {
      const more = await api.audit({ ...wish, before: rows?.at(-1)?.number, limit: pageSize });
      found.value.value = [...(rows ?? []), ...more];
    });
  if (!rows) return <Waiting of={[found]} />;
  if (rows.length === 0) return <Empty title={audit.none} />;
  return (
    <>
      <AuditTable rows={rows} />
      <Failure failure={task.failure.value} />
      {rows.length % pageSize === 0 && (
        <button type="button" disabled={task.busy.value} onClick={older}>
          {audit.older}
        </button>
      )}
    </>
  );
}

function Download() {
  const task = useTask();
  return (
    <>
      <button type="button" disabled={task.busy.value} onClick={() => task.run(() => saveAudit(wishOf(route.value.filters)))}>
        <Icon name="download" />
        {words.value.audit.download}
      </button>
      <Failure failure={task.failure.value} />
    </>
  );
}
