import type { ComponentChildren } from "preact";
import { words } from "../i18n/words";
import type { Task } from "./load";

interface FormFootProps {
  task: Task;
  close: () => void;
  /** What the button says that sends the form; undefined: save. */
  verb?: string | undefined;
  /** There is nothing to send yet. */
  blocked?: boolean | undefined;
  children?: ComponentChildren;
}

/** Send and cancel at the end of a sheet's form, and what else it offers behind them. */
export function FormFoot({ task, close, verb, blocked, children }: FormFootProps) {
  const { shell } = words.value;
  return (
    <div class="form-foot">
      <button type="submit" class="primary" disabled={task.busy.value || blocked}>
        {verb ?? shell.save}
      </button>
      <button type="button" onClick={close}>
        {shell.cancel}
      </button>
      {children}
    </div>
  );
}
