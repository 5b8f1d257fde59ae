import { effect, signal } from "@preact/signals";

export type Language = "en" | "ko";
const storageKey = "latchkey.language";

function firstLanguage(): Language {
  const kept = read();
  if (kept === "en" || kept === "ko") return kept;
  return navigator.languages.some((name) => name.toLowerCase().startsWith("ko")) ? "ko" : "en";
}

/* Storage can be refused by the browser's settings: then the choice lasts as long as the page. */
function read(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

function keep(language: Language): void {
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    /* see `read` */
  }
}

export const language = signal<Language>(firstLanguage());

export function setLanguage(next: Language): void {
  language.value = next;
  keep(next);
}

effect(() => {
  document.documentElement.lang = language.value;
});
