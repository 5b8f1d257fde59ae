import { grantsKinds } from "./grants-story";
import { journalKinds } from "./journal-story";
import { stateKinds } from "./state-story";
import type { StoryKind } from "./torture";

export const kinds: StoryKind[] = [...journalKinds, ...grantsKinds, ...stateKinds];

/** The stories that a mistake in `file` can spoil. */
export function kindsFor(file: string): StoryKind[] {
  if (file.includes("journal")) return journalKinds;
  return /grant|page-|log-/.test(file) ? grantsKinds : stateKinds;
}
