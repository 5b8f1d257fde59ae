import { useSignal } from "@preact/signals";
import type { AccountRow } from "../../../api/accounts";
import { api } from "../../client/api";
import { words } from "../../i18n/words";
import { hrefOf } from "../../route";
import { onSubmit } from "../../ui/form";
import { FormFoot } from "../../ui/form-foot";
import type { Task } from "../../ui/load";
import { useTask } from "../../ui/load";
import { Failure, say } from "../../ui/notice";
import { Sheet } from "../../ui/sheet";
import { Age, Status } from "../../ui/status";
import { LinkOnce } from "./link-once";
import { RoleField, roleOf } from "./role-field";

interface AccountSheetProps {
  account: AccountRow;
  close: () => void;
  again: () => void;
}

export function AccountSheet({ account, close, again }: AccountSheetProps) {
  const { accounts } = words.value;
  const task = useTask();
  const link = useSignal<string | undefined>(undefined);
  const save = (form: FormData) =>
    task.run(async () => {
      await api.changeAccount(account.id, { role: roleOf(form) });
      say("ok", words.value.accounts.saved(account.name));
      again();
    });
  return (
    <Sheet title={account.name} close={close}>
      <p class="state-line">
        {account.enabled ? <Status tone="ok">{accounts.enabled}</Status> : <Status tone="off">{accounts.disabled}</Status>}
        <span class="quiet">
          {accounts.signedIn} <Age at={account.signedInAt} />
          {account.sessions > 0 && `, ${accounts.devices(account.sessions)}`}
        </span>
      </p>
      {account.lastAdmin ? (
        <p class="quiet">
          {accounts.roles[account.role]}. {accounts.lastAdmin}
        </p>
      ) : (
        <form onSubmit={onSubmit(save)}>
          <RoleField key={account.role} role={account.role} />
          <FormFoot task={task} close={close} />
        </form>
      )}
      {link.value && <LinkOnce name={account.name} url={link.value} />}
      <Failure failure={task.failure.value} />
      <p>
        <a href={hrefOf("audit", { author: account.name })}>{accounts.audit}</a>
      </p>
      <Acts account={account} task={task} again={again} took={(url) => (link.value = url)} />
    </Sheet>
  );
}

interface ActsProps {
  account: AccountRow;
  task: Task;
  again: () => void;
  took: (url: string) => void;
}

function Acts({ account, task, again, took }: ActsProps) {
  const { accounts } = words.value;
  const { id, name, enabled } = account;
  const makeLink = () => task.run(async () => void took((await api.accountLink(id)).url));
  const toggle = () => {
    if (enabled && !confirm(accounts.disableAsk(name))) return;
    task.run(() => api.changeAccount(id, { enabled: !enabled }).then(again));
  };
  const signOut = () => {
    if (!confirm(accounts.signOutAsk(name))) return;
    task.run(async () => {
      await api.endSessions(id);
      say("ok", words.value.accounts.signedOut(name));
      again();
    });
  };
  return (
    <div class="form-foot">
      {enabled && (
        <button type="button" disabled={task.busy.value} onClick={makeLink}>
          {accounts.newLink}
        </button>
      )}
      {account.sessions > 0 && (
        <button type="button" disabled={task.busy.value} onClick={signOut}>
          {accounts.signOut}
        </button>
      )}
      {!account.lastAdmin && (
        <button type="button" class={enabled ? "danger" : undefined} disabled={task.busy.value} onClick={toggle}>
          {enabled ? accounts.disable : accounts.enable}
        </button>
      )}
    </div>
  );
}
