import { useSignal } from "@preact/signals";
import { api } from "../client/api";
import { words } from "../i18n/words";
import { useTask } from "./load";
import { Failure } from "./notice";
import { Sheet } from "./sheet";

/** Makes a sign-in link for a second browser, a phone for instance. */
export function AnotherDevice() {
  const { signIn } = words.value;
  const task = useTask();
  const url = useSignal<string | undefined>(undefined);
  const open = useSignal(false);
  const close = () => {
    open.value = false;
    url.value = undefined;
  };
  const make = () => {
    open.value = true;
    task.run(async () => {
      url.value = (await api.signInLink()).url;
    });
  };
  return (
    <>
      <button type="button" class="plain" onClick={make}>
        {signIn.anotherDevice}
      </button>
      {open.value && (
        <Sheet title={signIn.anotherDevice} close={close}>
          <p>{signIn.anotherLead}</p>
          <Failure failure={task.failure.value} again={make} />
          {url.value && <LinkShown url={url.value} />}
        </Sheet>
      )}
    </>
  );
}

function LinkShown({ url }: { url: string }) {
  return (
    <p>
      {words.value.signIn.anotherLink}
      <br />
      <code class="code">{url}</code>
    </p>
  );
}
