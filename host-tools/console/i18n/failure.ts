import type { ApiFailure } from "../client/http";
import { language } from "./language";
import { koFailures, koProblems } from "./ko/failures";

/** A failure in the reader's language: by its stable code where this language knows it, else as the server said it. */
export function failureWords(failure: ApiFailure): { message: string; hint: string } {
  const own = language.value === "ko" ? koFailures[failure.code] : undefined;
  return own ?? { message: asSentence(failure.message), hint: asSentence(failure.hint) };
}

/** What is wrong with a row of an imported file. */
export function problemWords(problem: { code: string; message: string }): string {
  return (language.value === "ko" ? koProblems[problem.code] : undefined) ?? problem.message;
}

/* The server's texts are made to stand after a colon too, so they begin small and end open. */
function asSentence(text: string): string {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?:]$/.test(whole) || whole === "" ? whole : `${whole}.`;
}
