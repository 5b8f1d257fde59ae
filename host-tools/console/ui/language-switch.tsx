import type { Language } from "../i18n/language";
import { language, setLanguage } from "../i18n/language";
import { words } from "../i18n/words";

/* Each language in its own name, so that whoever cannot read the screen finds theirs. */
const names: Record<Language, string> = { ko: "한국어", en: "English" };

export function LanguageSwitch() {
  return (
    <div class="segments" role="group" aria-label={words.value.shell.languageSwitch}>
      {(Object.keys(names) as Language[]).map((name) => (
        <button key={name} type="button" lang={name} aria-pressed={language.value === name} onClick={() => setLanguage(name)}>
          {names[name]}
        </button>
      ))}
    </div>
  );
}
