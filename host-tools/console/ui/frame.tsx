import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { words } from "../i18n/words";
import type { ScreenName } from "../route";
import { hrefOf } from "../route";
import { SideBar } from "./side-bar";

/** What surrounds every screen: where one is, where one can go, whether the page is live. */
export function Frame({ screen, children }: { screen: ScreenName; children: ComponentChildren }) {
  const main = useRef<HTMLElement>(null);
  const { shell } = words.value;
  const shown = useRef(screen);
  useEffect(() => {
    if (shown.current !== screen) main.current?.focus();
    shown.current = screen;
  }, [screen]);
  return (
    <div class="frame">
      <a class="skip" href={hrefOf(screen)} onClick={(event) => focusMain(event, main.current)}>
        {shell.skip}
      </a>
      <SideBar screen={screen} />
      <main ref={main} tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

function focusMain(event: Event, main: HTMLElement | null): void {
  event.preventDefault();
  main?.focus();
}
