import type { ComponentChildren } from "preact";
import { ageOf, momentOf } from "../i18n/format";
import { words } from "../i18n/words";
import type { IconName } from "./icon";
import { Icon } from "./icon";

export type Tone = "ok" | "bad" | "warn" | "info" | "off";

/** A state in words, with a shape of its own beside the colour. */
export function Status({ tone, icon, children }: { tone: Tone; icon?: IconName; children: ComponentChildren }) {
  return (
    <span class={`status status-${tone}`}>
      <Icon name={icon ?? tone} />
      <span>{children}</span>
    </span>
  );
}

/** How long ago, with the exact moment behind it. */
export function Age({ at }: { at: string | null }) {
  if (at === null) return <span class="quiet">{words.value.shell.never}</span>;
  return (
    <time dateTime={at} title={momentOf(at)}>
      {ageOf(at)}
    </time>
  );
}
