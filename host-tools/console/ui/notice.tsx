import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { ApiFailure } from "../client/http";
import { words } from "../i18n/words";
import { failureWords } from "../i18n/failure";
import { Icon } from "./icon";
import type { Tone } from "./status";

export function Notice({ tone, title, children }: { tone: Tone; title: ComponentChildren; children?: ComponentChildren }) {
  return (
    <div class={`notice notice-${tone}`} role={tone === "bad" ? "alert" : undefined}>
      <Icon name={tone} />
      <div>
        <p class="notice-title">{title}</p>
        {children}
      </div>
    </div>
  );
}

/** What went wrong and what to do next, as the server or the network told it. */
export function Failure({ failure, again }: { failure: ApiFailure | undefined; again?: () => void }) {
  if (!failure) return null;
  const { message, hint } = failureWords(failure);
  return (
    <Notice tone="bad" title={message}>
      <p>{hint}</p>
      {failure.fields.length > 0 && (
        <ul>
          {failure.fields.map((field) => (
            <li key={field.path}>
              <code>{field.path}</code> {field.message}
            </li>
          ))}
        </ul>
      )}
      {again && (
        <button type="button" onClick={again}>
          {words.value.shell.tryAgain}
        </button>
      )}
    </Notice>
  );
}

const said = signal<{ tone: Tone; text: string } | undefined>(undefined);
let quiet: number | undefined;
const shownMs = 6000;

/** One line at the foot of the page, read aloud, gone after a while. */
export function say(tone: Tone, text: string): void {
  clearTimeout(quiet);
  said.value = { tone, text };
  quiet = setTimeout(() => (said.value = undefined), shownMs);
}

export function Announcer() {
  const now = said.value;
  return (
    <div class="announcer" role="status" aria-live="polite">
      {now && (
        <p class={`said said-${now.tone}`}>
          <Icon name={now.tone} />
          {now.text}
        </p>
      )}
    </div>
  );
}
