import type { LogLine } from "../../client/bench";
import { log } from "../../client/bench";
import { momentOf, timeOf } from "../../i18n/format";
import { words } from "../../i18n/words";
import { Empty } from "../../ui/empty";
import type { IconName } from "../../ui/icon";
import type { Tone } from "../../ui/status";
import { Status } from "../../ui/status";
import { cardNumber } from "../people/card-number";

const looks: Record<LogLine["kind"], { tone: Tone; icon: IconName }> = {
  started: { tone: "off", icon: "power" },
  stopped: { tone: "off", icon: "power" },
  card: { tone: "info", icon: "card" },
  removed: { tone: "off", icon: "card" },
  relayOn: { tone: "ok", icon: "unlocked" },
  relayOff: { tone: "off", icon: "locked" },
  green: { tone: "ok", icon: "ok" },
  red: { tone: "bad", icon: "bad" },
  buzzer: { tone: "off", icon: "info" },
  pinAsked: { tone: "info", icon: "keypad" },
  pinEnded: { tone: "off", icon: "keypad" },
  doorOpened: { tone: "info", icon: "open" },
  doorClosed: { tone: "off", icon: "doors" },
  exit: { tone: "info", icon: "signOut" },
  linkUp: { tone: "ok", icon: "plug" },
  linkDown: { tone: "warn", icon: "plug" },
};

export function LogList() {
  const { simulator } = words.value;
  return (
    <section aria-labelledby="sim-log">
      <h2 id="sim-log">{simulator.log}</h2>
      {log.value.length === 0 && <Empty title={simulator.empty} />}
      <div role="log" aria-labelledby="sim-log">
        <ol class="events log">
          {log.value.map((line) => (
            <li key={line.id} class="event">
              <time class="event-time" dateTime={line.at} title={momentOf(line.at)}>
                {timeOf(line.at)}
              </time>
              <Status {...looks[line.kind]}>{lineWords(line)}</Status>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}

function lineWords(line: LogLine): string {
  const texts = words.value.simulator.logLines;
  if (line.kind === "card") return texts.card(cardNumber(String(line.detail)));
  if (line.kind === "relayOn") return texts.relayOn(line.detail as number | undefined);
  if (line.kind === "relayOff") return texts.relayOff(Number(line.detail));
  return texts[line.kind];
}
