import type { ReaderIdentity } from "../../../api/readers";
import { words } from "../../i18n/words";
import { Notice, say } from "../../ui/notice";
import { Sheet } from "../../ui/sheet";
import type { MadeReader } from "./readers";

/** The one time a reader's keys are on a screen. */
export function IdentitySheet({ reader, close }: { reader: MadeReader; close: () => void }) {
  const { identity } = words.value;
  const file = `${reader.identity.readerId}.json`;
  const command = `latchkey flash --port auto --board BOARD --identity ${file}`;
  return (
    <Sheet title={identity.title(reader.name)} close={close}>
      <Notice tone="warn" title={identity.once}>
        <p>{identity.onceHint}</p>
      </Notice>
      <dl class="facts">
        <dt>{words.value.readers.id}</dt>
        <dd><code class="code">{reader.identity.readerId}</code></dd>
        <dt>{identity.deviceKey}</dt>
        <dd><code class="code">{reader.identity.deviceKey}</code></dd>
        <dt>{identity.drbgSeed}</dt>
        <dd><code class="code">{reader.identity.drbgSeed}</code></dd>
        <dt>{identity.server}</dt>
        <dd><code class="code">{`${reader.identity.backend.host}:${reader.identity.backend.port}`}</code></dd>
        <dt>{identity.command}</dt>
        <dd><code class="code">{command}</code></dd>
      </dl>
      <div class="form-foot">
        <button type="button" onClick={() => save(reader.identity, file)}>{identity.download}</button>
        <button type="button" onClick={() => void copy(command)}>{words.value.shell.copy}</button>
        <button type="button" class="primary" onClick={close}>{identity.done}</button>
      </div>
    </Sheet>
  );
}

function save(identity: ReaderIdentity, name: string): void {
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(identity, null, 2)}\n`], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  say("ok", words.value.shell.copied);
}
