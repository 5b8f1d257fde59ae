import { useSignal } from "@preact/signals";
import type { NewAccountAnswer } from "../../../api/accounts";
import { api } from "../../client/api";
import { words } from "../../i18n/words";
import { onSubmit, textOf, TextField } from "../../ui/form";
import { FormFoot } from "../../ui/form-foot";
import { useTask } from "../../ui/load";
import { Failure } from "../../ui/notice";
import { Sheet } from "../../ui/sheet";
import { LinkOnce } from "./link-once";
import { RoleField, roleOf } from "./role-field";

export function NewAccountSheet({ close, again }: { close: () => void; again: () => void }) {
  const { accounts, shell } = words.value;
  const task = useTask();
  const made = useSignal<NewAccountAnswer | undefined>(undefined);
  const submit = (form: FormData) =>
    task.run(async () => {
      made.value = await api.addAccount({ name: textOf(form, "name"), role: roleOf(form) });
      again();
    });
  return (
    <Sheet title={accounts.add} close={close}>
      {made.value ? (
        <>
          <LinkOnce name={made.value.account.name} url={made.value.link.url} />
          <div class="form-foot">
            <button type="button" class="primary" onClick={close}>
              {shell.close}
            </button>
          </div>
        </>
      ) : (
        <form onSubmit={onSubmit(submit)}>
          <TextField label={accounts.name} name="name" hint={accounts.nameHint} required maxLength={60} />
          <RoleField role="operator" />
          <Failure failure={task.failure.value} />
          <FormFoot task={task} close={close} verb={accounts.add} />
        </form>
      )}
    </Sheet>
  );
}
