import { grantsKinds } from "./grants-story";
import { journalKinds } from "./journal-story";
import { stateKinds } from "./state-story";
import type { StoryKind } from "./torture";

export const kinds: StoryKind[] = [...journalKinds, ...grantsKinds, ...stateKinds];

/** First word of the names of the stories that a mistake in `file` can spoil. */
export function subjectOf(file: string): "journal" | "grants" | "state" {
  if (file.includes("journal")) return "journal";
  return /grant|page-|log-/.test(file) ? "grants" : "state";
}

/** The stories that a mistake in `file` can spoil. */
export function kindsFor(file: string): StoryKind[] {
  return kinds.filter(({ name }) => name.startsWith(subjectOf(file)));
}
