import type { ReaderRow } from "../../../api/readers";
import { words } from "../../i18n/words";
import { Status } from "../../ui/status";

/** What the reader holds against what the backend has for it. */
function Version({ held, newest, heard }: { held: number; newest: number; heard: boolean }) {
  const { readers } = words.value;
  if (!heard) return <>–</>;
  if (held >= newest) return <Status tone="ok">{readers.upToDate(held)}</Status>;
  return <Status tone="warn">{readers.behind(held, newest)}</Status>;
}

export function ListState({ reader }: { reader: ReaderRow }) {
  return <Version held={reader.listVersion} newest={reader.backendVersion} heard={reader.lastSeen !== null} />;
}

export function SettingsState({ reader }: { reader: ReaderRow }) {
  return <Version held={reader.settingsVersion} newest={reader.backendSettingsVersion} heard={reader.lastSeen !== null} />;
}
