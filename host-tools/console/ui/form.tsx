import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface FieldProps {
  label: string;
  hint?: string;
  /** Draws the control; it must carry this id and description. */
  children: (id: string, described: string | undefined) => ComponentChildren;
}

export function Field({ label, hint, children }: FieldProps) {
  const id = useId();
  const hintId = hint ? `${id}-hint` : undefined;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children(id, hintId)}
      {hint && (
        <p class="hint" id={hintId}>
          {hint}
        </p>
      )}
    </div>
  );
}

interface InputProps {
  label: string;
  name: string;
  hint?: string;
  value?: string | number;
  type?: "text" | "date" | "number" | "search";
  required?: boolean;
  min?: number;
  max?: number;
  step?: string;
  maxLength?: number;
  code?: boolean;
}

/* The declarations want each type of input spelt out; here the caller chooses, hence the two casts. */
export function TextField({ label, hint, code, type = "text", value, ...rest }: InputProps) {
  return (
    <Field label={label} hint={hint}>
      {(id, described) => (
        <input
          {...(rest as object)}
          id={id}
          type={type as "date"}
          defaultValue={value}
          aria-describedby={described}
          class={code ? "code" : undefined}
          autoComplete="off"
          spellcheck={code ? false : undefined}
        />
      )}
    </Field>
  );
}

interface SelectProps {
  label: string;
  name?: string;
  hint?: string;
  value?: string;
  options: { value: string; text: string }[];
  onPick?: (value: string) => void;
}

export function Select({ label, hint, options, onPick, value, name }: SelectProps) {
  return (
    <Field label={label} hint={hint}>
      {(id, described) => (
        <select
          id={id}
          name={name}
          aria-describedby={described}
          value={value}
          onChange={(event) => onPick?.(event.currentTarget.value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface CheckProps {
  label: string;
  hint?: string;
  name: string;
  value?: string;
  checked: boolean;
  /** Nothing is sent before it is ticked. */
  required?: boolean;
}

export function Check({ label, hint, name, value, checked, required }: CheckProps) {
  const id = useId();
  return (
    <div class="check">
      <input id={id} type="checkbox" name={name} value={value} defaultChecked={checked} required={required} aria-describedby={hint && `${id}-hint`} />
      <div>
        <label for={id}>{label}</label>
        {hint && (
          <p class="hint" id={`${id}-hint`}>
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}

/** Runs `submit` with what the form holds; the page stays where it is. */
export function onSubmit(submit: (form: FormData, element: HTMLFormElement) => void) {
  return (event: Event) => {
    event.preventDefault();
    const element = event.currentTarget as HTMLFormElement;
    submit(new FormData(element), element);
  };
}

export function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.trim() : "";
}
