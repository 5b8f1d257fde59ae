import type { Bench, Light } from "../../client/bench";
import { moveDoor, pressExit, switchPower, takeDown } from "../../client/bench";
import { words } from "../../i18n/words";
import { Icon } from "../../ui/icon";
import { useTask } from "../../ui/load";
import { Failure } from "../../ui/notice";
import { Status } from "../../ui/status";
import { cardNumber } from "../people/card-number";
import { Keypad } from "./keypad";

/** The reader as it hangs beside the door, and what is wired to it. */
export function Device({ on }: { on: Bench }) {
  const { simulator } = words.value;
  return (
    <section class="card device" aria-labelledby="sim-device">
      <div class="card-head">
        <h2 id="sim-device">{on.name}</h2>
        <Status tone={on.powered.value ? "ok" : "off"} icon="power">
          {on.powered.value ? simulator.powerOn : simulator.powerOff}
        </Status>
      </div>
      <Face on={on} />
      <Keypad on={on} />
      <Wires on={on} />
      <Hands on={on} />
    </section>
  );
}

function Face({ on }: { on: Bench }) {
  const { simulator } = words.value;
  const card = on.card.value;
  return (
    <div class={card ? "face face-card" : "face"}>
      <div class="lamps">
        <Lamp light="green" on={on} />
        <Lamp light="red" on={on} />
      </div>
      <svg class="waves" viewBox="0 0 60 40" aria-hidden="true">
        <path d="M22 26a11 11 0 0 1 16 0M15 19a21 21 0 0 1 30 0M8 12a31 31 0 0 1 44 0" />
        <circle cx="30" cy="32" r="2.5" />
      </svg>
      <p class="face-text">
        <span class="quiet">{simulator.field}</span>
        <span class="code">{card ? cardNumber(card.split(":")[1] ?? "") : simulator.noCard}</span>
      </p>
    </div>
  );
}

function Lamp({ light, on }: { light: Light; on: Bench }) {
  const lit = on.lights.value.has(light);
  const { simulator } = words.value;
  return (
    <span class={lit ? `lamp lamp-${light}` : "lamp"}>
      <span class="lamp-bulb" />
      {light === "green" ? simulator.green : simulator.red}
    </span>
  );
}

function Wires({ on }: { on: Bench }) {
  const { simulator } = words.value;
  return (
    <dl class="facts" aria-live="polite">
      <dt>{simulator.relay}</dt>
      <dd data-relay={on.relay.value ? "on" : "off"}>
        {on.relay.value ? (
          <Status tone="info" icon="unlocked">
            {simulator.relayOn}
          </Status>
        ) : (
          <Status tone="ok" icon="locked">
            {simulator.relayOff}
          </Status>
        )}
      </dd>
      <dt>{simulator.door}</dt>
      <dd>
        {on.doorOpen.value ? (
          <Status tone="info" icon="open">
            {simulator.doorOpen}
          </Status>
        ) : (
          <Status tone="off" icon="doors">
            {simulator.doorClosed}
          </Status>
        )}
      </dd>
      <dt>{simulator.link}</dt>
      <dd data-link={on.link.up.value ? "up" : "down"}>
        {on.link.up.value ? <Status tone="ok">{simulator.linkUp}</Status> : <Status tone="warn">{simulator.linkDown}</Status>}
      </dd>
    </dl>
  );
}

function Hands({ on }: { on: Bench }) {
  const { simulator } = words.value;
  const plugged = on.link.plugged.value;
  const task = useTask();
  return (
    <div class="card-actions">
      <button type="button" onClick={() => moveDoor(on)}>
        <Icon name="open" />
        {on.doorOpen.value ? simulator.closeDoor : simulator.openDoor}
      </button>
      <button type="button" onClick={() => pressExit(on)}>
        {simulator.exitButton}
      </button>
      <button type="button" onClick={() => on.link.plug(!plugged)}>
        <Icon name="plug" />
        {plugged ? simulator.unplug : simulator.plug}
      </button>
      <button type="button" onClick={() => switchPower(on)}>
        <Icon name="power" />
        {on.powered.value ? simulator.cutPower : simulator.givePower}
      </button>
      <button
        type="button"
        class="danger"
        disabled={task.busy.value}
        onClick={() => task.run(takeDown)}
        title={simulator.takeDownHint}
      >
        {simulator.takeDown}
      </button>
      <Failure failure={task.failure.value} />
    </div>
  );
}
