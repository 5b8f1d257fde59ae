import type { ReaderRow } from "../../../api/readers";
import { words } from "../../i18n/words";
import { Fact } from "../../ui/fact";
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

/** Both, among other facts of a reader. */
export function VersionFacts({ reader }: { reader: ReaderRow }) {
  const { readers } = words.value;
  return (
    <>
      <Fact name={readers.list}>
        <ListState reader={reader} />
      </Fact>
      <Fact name={readers.settings}>
        <SettingsState reader={reader} />
      </Fact>
    </>
  );
}
