import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { askToTell, mayAsk } from "../client/alarms";
import { chooseSteps } from "../client/first-steps";
import { connected } from "../client/live";
import { mayDo, session, signOut, siteName } from "../client/session";
import { words } from "../i18n/words";
import type { ScreenName } from "../route";
import { hrefOf, screenNames, screenRights } from "../route";
import { AnotherDevice } from "./another-device";
import { Icon } from "./icon";
import { LanguageSwitch } from "./language-switch";
import { May } from "./may";
import { Status } from "./status";

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

function SideBar({ screen }: { screen: ScreenName }) {
  const open = useSignal(false);
  const { shell } = words.value;
  return (
    <header class={open.value ? "side side-open" : "side"}>
      <div class="brand">
        <span class="brand-name">{shell.product}</span>
        <span class="brand-site">{siteName.value}</span>
        <LiveMark />
        <button
          type="button"
          class="plain menu"
          aria-expanded={open.value}
          aria-controls="side-menu"
          onClick={() => (open.value = !open.value)}
        >
          <Icon name={open.value ? "close" : "menu"} />
          {shell.menu}
        </button>
      </div>
      <div class="side-menu" id="side-menu">
        <Links screen={screen} follow={() => (open.value = false)} />
        <SideFoot follow={() => (open.value = false)} />
      </div>
    </header>
  );
}

function Links({ screen, follow }: { screen: ScreenName; follow: () => void }) {
  const { shell } = words.value;
  return (
    <nav aria-label={shell.navigation}>
      {screenNames.filter((name) => mayDo(screenRights[name] ?? "look")).map((name) => (
        <a key={name} href={hrefOf(name)} aria-current={name === screen ? "page" : undefined} onClick={follow}>
          <Icon name={name} />
          {shell.screens[name]}
        </a>
      ))}
    </nav>
  );
}

function LiveMark() {
  const { live, reconnecting } = words.value.shell;
  return (
    <span class="live-mark" role="status">
      {connected.value === true && <Status tone="ok">{live}</Status>}
      {connected.value === false && <Status tone="warn">{reconnecting}</Status>}
    </span>
  );
}

function SideFoot({ follow }: { follow: () => void }) {
  const state = session.value;
  return (
    <div class="side-foot">
      {mayAsk.value && (
        <button type="button" class="plain" onClick={() => void askToTell()} title={words.value.shell.tellAlarmsHint}>
          {words.value.shell.tellAlarms}
        </button>
      )}
      <May right="site">
        <StepsAgain follow={follow} />
      </May>
      <AnotherDevice />
      <LanguageSwitch />
      <div class="who">
        <span>
          {state.is === "in" && state.session.account}
          {state.is === "in" && state.session.role !== "enrol" && <small class="quiet"> {words.value.accounts.roles[state.session.role]}</small>}
        </span>
        <button type="button" class="plain" onClick={() => void signOut()}>
          <Icon name="signOut" />
          {words.value.shell.signOut}
        </button>
      </div>
    </div>
  );
}

/** First steps, for whoever has put them away or has a site that needs them no more. */
function StepsAgain({ follow }: { follow: () => void }) {
  const show = () => {
    chooseSteps("shown");
    follow();
    location.hash = hrefOf("now");
  };
  return (
    <button type="button" class="plain" onClick={show}>
      {words.value.firstSteps.back}
    </button>
  );
}
