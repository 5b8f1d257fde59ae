import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { words } from "../i18n/words";
import { Icon } from "./icon";
import { Announcer } from "./notice";

/* What is said while it is open is said inside it: everything outside is out of reach of a screen reader. */
/* A sheet that goes because another screen came must not change that screen's address. */
/** A panel at the side of the page. The browser's own dialog keeps the focus inside, closes on Escape and gives the focus back. */
export function Sheet({ title, close, children }: { title: string; close: () => void; children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const gone = useRef(false);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => {
      gone.current = true;
      element?.close();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="sheet"
      aria-labelledby="sheet-title"
      onClose={() => gone.current || close()}
      onClick={(event) => closeOutside(event, close)}
    >
      <header class="sheet-head">
        <h2 id="sheet-title" tabIndex={-1} autofocus>
          {title}
        </h2>
        <button type="button" class="plain" onClick={close} aria-label={words.value.shell.close}>
          <Icon name="close" />
        </button>
      </header>
      <div class="sheet-body">{children}</div>
      <Announcer />
    </dialog>
  );
}

/* A click on the dimmed page arrives at the dialog itself; one on its contents does not. It never throws away what was typed. */
function closeOutside(event: MouseEvent, close: () => void): void {
  const element = event.currentTarget as HTMLElement;
  if (event.target !== element || typedInto(element)) return;
  const box = element.getBoundingClientRect();
  if (event.clientX < box.left) close();
}

function typedInto(element: HTMLElement): boolean {
  const inputs = [...element.querySelectorAll("input")];
  return inputs.some((input) => (input.type === "checkbox" ? input.checked !== input.defaultChecked : input.value !== input.defaultValue));
}
