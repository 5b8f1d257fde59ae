import type { Bench } from "../../client/bench";
import { pressKey } from "../../client/bench";
import { words } from "../../i18n/words";
import { Status } from "../../ui/status";

const keys = "123456789*0#";

/** The keypad beside the reader. As on a real one, what is pressed while nobody asks is lost. */
export function Keypad({ on }: { on: Bench }) {
  const { simulator } = words.value;
  const asked = on.asksPin.value;
  return (
    <div class={asked ? "keypad keypad-asked" : "keypad"}>
      <div class="keypad-keys" role="group" aria-label={simulator.keypad}>
        {[...keys].map((key) => (
          <button key={key} type="button" disabled={!on.powered.value} aria-label={simulator.key(key)} onClick={() => pressKey(on, key)}>
            {key}
          </button>
        ))}
      </div>
      <p role="status">{asked ? <Status tone="info" icon="keypad">{simulator.pinAsked}</Status> : <small class="quiet">{simulator.pinQuiet}</small>}</p>
    </div>
  );
}
