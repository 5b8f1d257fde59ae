import { useSignal } from "@preact/signals";
import { connected } from "../client/live";
import { mayDo, siteName } from "../client/session";
import { words } from "../i18n/words";
import type { ScreenGroup, ScreenName } from "../route";
import { hrefOf, screenGroups, screenRights } from "../route";
import { Icon } from "./icon";
import { LanguageSwitch } from "./language-switch";
import { OwnAccount } from "./own-account";
import { Status } from "./status";

/** Where one can go, in groups; on a narrow screen behind a button. */
export function SideBar({ screen }: { screen: ScreenName }) {
  const open = useSignal(false);
  const { shell } = words.value;
  const follow = () => (open.value = false);
  return (
    <header class={open.value ? "side side-open" : "side"}>
      <div class="brand">
        <span class="brand-name">{shell.product}</span>
        <span class="brand-site">{siteName.value}</span>
        <LiveMark />
        <button type="button" class="plain menu" aria-expanded={open.value} aria-controls="side-menu" onClick={() => (open.value = !open.value)}>
          <Icon name={open.value ? "close" : "menu"} />
          {shell.menu}
        </button>
      </div>
      <div class="side-menu" id="side-menu">
        <nav aria-label={shell.navigation}>
          {(Object.keys(screenGroups) as ScreenGroup[]).map((group) => (
            <Group key={group} group={group} screen={screen} follow={follow} />
          ))}
        </nav>
        <div class="side-foot">
          <LanguageSwitch />
          <OwnAccount follow={follow} />
        </div>
      </div>
    </header>
  );
}

/* `role`: some browsers take a list without bullets for none. */
function Group({ group, screen, follow }: { group: ScreenGroup; screen: ScreenName; follow: () => void }) {
  const { shell } = words.value;
  const names = screenGroups[group].filter((name) => mayDo(screenRights[name] ?? "look"));
  if (names.length === 0) return null;
  return (
    <>
      <p class={group === "watch" ? "unseen" : "side-group"} id={`screens-${group}`}>
        {shell.groups[group]}
      </p>
      <ul role="list" aria-labelledby={`screens-${group}`}>
        {names.map((name) => (
          <li key={name}>
            <a href={hrefOf(name)} aria-current={name === screen ? "page" : undefined} onClick={follow}>
              <Icon name={name} />
              {shell.screens[name]}
            </a>
          </li>
        ))}
      </ul>
    </>
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
