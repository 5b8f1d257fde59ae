import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { askToTell, mayAsk } from "../client/alarms";
import { chooseSteps } from "../client/first-steps";
import { session, signOut } from "../client/session";
import { words } from "../i18n/words";
import { hrefOf } from "../route";
import { AnotherDevice } from "./another-device";
import { Icon } from "./icon";
import { May } from "./may";

/** Who is signed in; behind it what concerns nobody else, which would take the foot of the bar more room than it has. */
export function OwnAccount({ follow }: { follow: () => void }) {
  const open = useSignal(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => (open.value = false);
  const leave = () => {
    close();
    follow();
  };
  useEffect(() => closeElsewhere(box, close), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !open.value || (event.target as Element).closest("dialog")) return;
    close();
    button.current?.focus();
  };
  return (
    <div class="own" ref={box} onKeyDown={onKeyDown}>
      <button ref={button} type="button" class="plain" aria-expanded={open.value} aria-controls="own-account" onClick={() => (open.value = !open.value)}>
        <Icon name="accounts" />
        <Who />
        <Icon name="more" />
      </button>
      {open.value && (
        <div class="own-account" id="own-account" ref={bringIntoView}>
          <Choices follow={leave} />
        </div>
      )}
    </div>
  );
}

/* On a phone it opens below the edge of what is seen of the menu. */
function bringIntoView(choices: HTMLElement | null): void {
  choices?.scrollIntoView({ block: "nearest" });
}

/* By pointer or by focus; a sheet that was opened from here counts as here. */
function closeElsewhere(box: { current: HTMLElement | null }, close: () => void): () => void {
  const look = ({ target }: Event) => {
    if (target instanceof Node && !box.current?.contains(target)) close();
  };
  for (const kind of ["pointerdown", "focusin"]) document.addEventListener(kind, look);
  return () => {
    for (const kind of ["pointerdown", "focusin"]) document.removeEventListener(kind, look);
  };
}

function Who() {
  const state = session.value;
  const { accounts, shell } = words.value;
  return (
    <span class="who">
      <span class="unseen">{shell.ownAccount}: </span>
      {state.is === "in" && state.session.account}
      {state.is === "in" && state.session.role !== "enrol" && <small class="quiet"> {accounts.roles[state.session.role]}</small>}
    </span>
  );
}

function Choices({ follow }: { follow: () => void }) {
  const { shell } = words.value;
  return (
    <>
      {mayAsk.value && (
        <button type="button" class="plain" onClick={() => void askToTell()} title={shell.tellAlarmsHint}>
          {shell.tellAlarms}
        </button>
      )}
      <May right="site">
        <StepsAgain follow={follow} />
      </May>
      <AnotherDevice />
      <button type="button" class="plain" onClick={() => void signOut()}>
        <Icon name="signOut" />
        {shell.signOut}
      </button>
    </>
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
