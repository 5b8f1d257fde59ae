import type { SessionState } from "../client/session";
import { signInWith } from "../client/session";
import { words } from "../i18n/words";
import { onSubmit, textOf, TextField } from "../ui/form";
import { LanguageSwitch } from "../ui/language-switch";
import { Failure } from "../ui/notice";

export function SignInScreen({ state }: { state: Exclude<SessionState, { is: "in" }> }) {
  const { signIn, shell } = words.value;
  if (state.is === "asking") {
    return (
      <main class="gate">
        <p role="status">{signIn.working}</p>
      </main>
    );
  }
  return (
    <main class="gate">
      <div class="gate-card">
        <p class="brand-name">{shell.product}</p>
        <h1>{signIn.title}</h1>
        <p class="lead">{signIn.lead}</p>
        <Failure failure={state.failure} />
        <form onSubmit={onSubmit((form) => void signInWith(tokenOf(textOf(form, "link"))))}>
          <TextField label={signIn.pasteLabel} name="link" hint={signIn.pasteHint} required code />
          <button type="submit" class="primary">
            {signIn.submit}
          </button>
        </form>
        <h2>{signIn.how}</h2>
        <ul>
          {signIn.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ul>
        <LanguageSwitch />
      </div>
    </main>
  );
}

/** What follows # in a link; a text without # is the token itself. */
function tokenOf(text: string): string {
  return text.slice(text.indexOf("#") + 1).trim();
}
