import type { Signal } from "@preact/signals";
import { effect, signal } from "@preact/signals";
import type { en } from "../i18n/en/index";
import { api } from "./api";
import { SocketLink } from "./link";
import type { SignalName, SimulatedReader } from "./simulated-reader";
import { startSimulatedReader } from "./simulated-reader";

/* One simulated reader on the page's bench. It goes on running whatever screen is open. */
export type LogKind = keyof (typeof en)["simulator"]["logLines"];
export interface LogLine {
  id: number;
  at: string;
  kind: LogKind;
  /** A card's number, or milliseconds. */
  detail?: string | number;
}

export interface Bench {
  name: string;
  door: string;
  reader: SimulatedReader;
  link: SocketLink;
  card: Signal<string | undefined>;
  relay: Signal<boolean>;
  doorOpen: Signal<boolean>;
  lights: Signal<ReadonlySet<SignalName>>;
}

export const bench = signal<Bench | undefined>(undefined);
export const log = signal<LogLine[]>([]);
const linesKept = 200;
const tapMs = 800;
let lastLine = 0;
let cardAtMs: number | undefined;
let relayAtMs = 0;
let stopWatching: () => void = () => undefined;

export function note(kind: LogKind, detail?: string | number): void {
  const line = { id: ++lastLine, at: new Date().toISOString(), kind, detail };
  log.value = [line, ...log.value].slice(0, linesKept);
}

/** Makes a reader known to the server and switches it on. Throws ApiFailure. */
export async function switchOn(name: string, door: { id: number; name: string } | { name: string }): Promise<void> {
  const place = "id" in door ? { doorId: door.id } : { door: door.name };
  const identity = await api.addReader({ name, ...place });
  const link = new SocketLink();
  const reader = startSimulatedReader({ identity, link });
  const made: Bench = {
    name,
    door: door.name,
    reader,
    link,
    card: signal(undefined),
    relay: signal(false),
    doorOpen: signal(false),
    lights: signal(new Set<SignalName>()),
  };
  reader.onRelay((on) => noteRelay(made, on));
  reader.onSignal((light, on) => noteLight(made, light, on));
  note("started");
  stopWatching = watchLink(link);
  bench.value = made;
}

export function switchOff(): void {
  stopWatching();
  bench.value?.reader.stop();
  bench.value?.link.close();
  bench.value = undefined;
  note("stopped");
}

/** Holds a card to the reader as long as a hand does. */
export function tap(card: string): void {
  const on = bench.value;
  if (!on || on.card.value !== undefined) return;
  on.card.value = card;
  cardAtMs = performance.now();
  note("card", card.split(":")[1]);
  on.reader.tap(card);
  setTimeout(() => takeAway(on), tapMs);
}

function takeAway(on: Bench): void {
  on.reader.remove();
  on.card.value = undefined;
  note("removed");
}

export function moveDoor(open: boolean): void {
  const on = bench.value;
  if (!on) return;
  on.doorOpen.value = open;
  on.reader.setContact(open);
  note(open ? "doorOpened" : "doorClosed");
}

export function pressExit(): void {
  bench.value?.reader.pressRex();
  note("exit");
}

function noteRelay(on: Bench, energised: boolean): void {
  on.relay.value = energised;
  const nowMs = performance.now();
  if (!energised) return note("relayOff", Math.round(nowMs - relayAtMs));
  relayAtMs = nowMs;
  note("relayOn", cardAtMs === undefined ? undefined : Math.round(nowMs - cardAtMs));
  cardAtMs = undefined;
}

function noteLight(on: Bench, light: SignalName, lit: boolean): void {
  const lights = new Set(on.lights.value);
  if (lit) lights.add(light);
  else lights.delete(light);
  on.lights.value = lights;
  if (lit) note(light);
}

function watchLink(link: SocketLink): () => void {
  let before: boolean | undefined;
  return effect(() => {
    const up = link.up.value;
    if (before !== undefined && before !== up) queueMicrotask(() => note(up ? "linkUp" : "linkDown"));
    before = up;
  });
}
