import { useSignal } from "@preact/signals";
import type { AuditCheck } from "../../../api/audit";
import { api } from "../../client/api";
import { words } from "../../i18n/words";
import { Icon } from "../../ui/icon";
import type { Task } from "../../ui/load";
import { useTask } from "../../ui/load";
import { Failure, Notice } from "../../ui/notice";

/** Asks the backend to walk the whole chain of hashes; `Verdict` says in words what it found. */
export function useVerify() {
  const task = useTask();
  const found = useSignal<AuditCheck | undefined>(undefined);
  const verify = () =>
    task.run(async () => {
      found.value = undefined;
      found.value = await api.auditCheck();
    });
  return { task, found, verify };
}

export function VerifyButton({ task, verify }: { task: Task; verify: () => void }) {
  const { audit } = words.value;
  return (
    <button type="button" disabled={task.busy.value} onClick={verify}>
      <Icon name="ok" />
      {task.busy.value ? audit.verifying : audit.verify}
    </button>
  );
}

export function Verdict({ task, found }: { task: Task; found: AuditCheck | undefined }) {
  const { audit } = words.value;
  if (task.failure.value) return <Failure failure={task.failure.value} />;
  if (!found) return null;
  if (found.intact)
    return (
      <div role="status">
        <Notice tone="ok" title={audit.intact(found.lines)}>
          {found.hash && <p>{audit.keep(found.lines, found.hash)}</p>}
        </Notice>
      </div>
    );
  return (
    <Notice tone="bad" title={audit.broken(found.brokenAt ?? 0)}>
      <p>{audit.brokenHint}</p>
    </Notice>
  );
}
