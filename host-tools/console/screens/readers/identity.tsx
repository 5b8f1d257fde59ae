import type { ReaderIdentity } from "../../../api/readers";
import { words } from "../../i18n/words";
import { Codes } from "../../ui/codes";
import { Notice, say } from "../../ui/notice";
import { Sheet } from "../../ui/sheet";
import type { MadeReader } from "./readers";

/** The one time a reader's keys are on a screen. */
export function IdentitySheet({ reader, close }: { reader: MadeReader; close: () => void }) {
  const { identity } = words.value;
  const file = `${reader.identity.readerId}.json`;
  const command = `npx latchkey flash --board BOARD --identity ${file}`;
  return (
    <Sheet title={identity.title(reader.name)} close={close}>
      <Notice tone="warn" title={identity.once}>
        <p>{identity.onceHint}</p>
      </Notice>
      <Keys reader={reader.identity} command={command} />
      <p class="hint">{identity.commandHint}</p>
      <div class="form-foot">
        <button type="button" onClick={() => save(reader.identity, file)}>
          {identity.download}
        </button>
        {navigator.clipboard && (
          <button type="button" onClick={() => void copy(command)}>
            {words.value.shell.copy}
          </button>
        )}
        <button type="button" class="primary" onClick={close}>
          {identity.done}
        </button>
      </div>
    </Sheet>
  );
}

function Keys({ reader, command }: { reader: ReaderIdentity; command: string }) {
  const { identity, readers } = words.value;
  const lines: [string, string][] = [
    [readers.id, reader.readerId],
    [identity.deviceKey, reader.deviceKey],
    [identity.drbgSeed, reader.drbgSeed],
    [identity.server, `${reader.backend.host}:${reader.backend.port}`],
    [identity.command, command],
  ];
  return <Codes lines={lines} />;
}

function save(identity: ReaderIdentity, name: string): void {
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(identity, null, 2)}\n`], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/* Browsers give the clipboard only to pages over HTTPS or on this machine. */
async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  say("ok", words.value.shell.copied);
}
