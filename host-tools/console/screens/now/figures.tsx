import type { DoorRow } from "../../../api/directory";
import { caughtUp, hourOverflows, isOnline, lastHour, readerRows, readers } from "../../client/live";
import { number } from "../../i18n/format";
import { words } from "../../i18n/words";
import { hrefOf } from "../../route";
import type { IconName } from "../../ui/icon";
import { Icon } from "../../ui/icon";
import type { Tone } from "../../ui/status";
import { doorStateOf } from "../doors/door-state";

interface FigureProps {
  label: string;
  value: number;
  after?: string;
  atLeast?: boolean;
  /** How it looks when it is not zero. */
  tone: Tone;
  icon?: IconName;
  href: string;
}

function Figure({ label, value, after, atLeast, tone, icon, href }: FigureProps) {
  const shown = value > 0 ? tone : "off";
  return (
    <li>
      <a class={`figure figure-${shown}`} href={href}>
        <span class="figure-label">
          {caughtUp.value && <Icon name={value > 0 ? (icon ?? tone) : "ok"} />}
          {label}
        </span>
        <span class="figure-value">
          {caughtUp.value ? number(value) : "–"}
          {atLeast && "+"} {caughtUp.value && after && <small>{after}</small>}
        </span>
      </a>
    </li>
  );
}

/** The four numbers that say whether anything needs a person. */
export function Figures({ doors }: { doors: DoorRow[] }) {
  const { now } = words.value;
  const rows = readerRows.value.filter((reader) => reader.enabled);
  const offline = rows.filter((reader) => !isOnline(reader)).length;
  const troubled = doors.filter((door) => ["held", "forced"].includes(doorStateOf(door, readers.value))).length;
  const taps = lastHour.value.filter((event) => event.kind === "tap");
  const denied = taps.filter((event) => event.verdict === "denied").length;
  const granted = taps.length - denied;
  return (
    <ul class="figures">
      <Figure
        label={now.offline}
        value={offline}
        after={now.ofReaders(rows.length)}
        tone="warn"
        href={hrefOf("readers", { show: "offline" })}
      />
      <Figure label={now.heldDoors} value={troubled} tone="bad" href={hrefOf("doors")} />
      <Figure
        label={now.denied}
        value={denied}
        atLeast={hourOverflows.value}
        tone="warn"
        href={hrefOf("now", { kind: "tap", verdict: "denied" })}
      />
      <Figure
        label={now.granted}
        value={granted}
        atLeast={hourOverflows.value}
        tone="info"
        icon="ok"
        href={hrefOf("now", { kind: "tap", verdict: "granted" })}
      />
    </ul>
  );
}
