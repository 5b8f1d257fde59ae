import type { ReadonlySignal, Signal } from "@preact/signals";
import { effect, signal } from "@preact/signals";
import type { Edge } from "../../simulator/board/door-hardware";
import type { SimulatedReader } from "../../simulator/reader";
import type { en } from "../i18n/en/index";
import { api } from "./api";
import { SocketLink } from "./link";
import { forgetCards } from "./made-cards";
import { pageClock, startSimulatedReader } from "./simulated-reader";

/* One simulated reader on the page's bench. It goes on running whatever screen is open. */
export type LogKind = keyof (typeof en)["simulator"]["logLines"];
export type Light = "green" | "red";
export interface LogLine {
  id: number;
  at: string;
  kind: LogKind;
  /** A card's number, or milliseconds. */
  detail?: string | number;
}

export interface Bench {
  id: string;
  name: string;
  doorId: number;
  reader: SimulatedReader;
  link: SocketLink;
  powered: Signal<boolean>;
  card: Signal<string | undefined>;
  /** Both hands are free for the next card. */
  handFree: Signal<boolean>;
  relay: Signal<boolean>;
  doorOpen: Signal<boolean>;
  lights: Signal<ReadonlySet<Light>>;
  /** The reader waits for the keys of a PIN. */
  asksPin: Signal<boolean>;
}

const current = signal<Bench | undefined>(undefined);
export const bench: ReadonlySignal<Bench | undefined> = current;
export const log = signal<LogLine[]>([]);
const linesKept = 200;
const tapMs = 800;
/** A hand needs this long for the next card; the reader has seen the field empty twice by then. */
const betweenTapsMs = 500;
const pressMs = 300;
/** A light that goes on again sooner than this is still the same blinking. */
const blinkGapMs = 400;
const lastOnMs = new Map<Edge["line"], number>();
let lastLine = 0;
let cardAtMs: number | undefined;
let relayAtMs = 0;
let stopWatching: () => void = () => undefined;

function note(kind: LogKind, detail?: string | number): void {
  const line = { id: ++lastLine, at: new Date().toISOString(), kind, detail };
  log.value = [line, ...log.value].slice(0, linesKept);
}

/** Makes a reader known to the server and switches it on. Throws ApiFailure. */
export async function setUp(name: string, door: { id: number } | { name: string }): Promise<void> {
  const place = "id" in door ? { doorId: door.id } : { door: door.name };
  const identity = await api.addReader({ name, ...place });
  const link = new SocketLink();
  const reader = startSimulatedReader(identity, link);
  const made: Bench = {
    id: identity.readerId,
    name,
    doorId: identity.doorId!,
    reader,
    link,
    powered: signal(true),
    card: signal(undefined),
    handFree: signal(true),
    relay: signal(false),
    doorOpen: signal(false),
    lights: signal(new Set<Light>()),
    asksPin: signal(false),
  };
  reader.keypad.onWatched((watched) => notePin(made, watched));
  reader.door.onEdge((edge) => noteEdge(made, edge));
  stopWatching = watchLink(link);
  note("started");
  current.value = made;
}

/** Takes the reader off the wall: it stops, and the server forgets it. Throws ApiFailure. */
export async function takeDown(): Promise<void> {
  const on = current.value;
  if (!on) return;
  discard();
  await forgetCards();
  await api.removeReader(on.id);
}

/** Stops the reader with everything it holds, as when the page is left. */
export function discard(): void {
  const on = current.value;
  stopWatching();
  on?.reader.powerOff();
  on?.link.close();
  current.value = undefined;
  log.value = [];
}

/** Pulls the power, or gives it back: what is on the reader's flash stays. */
export function switchPower(on: Bench): void {
  on.powered.value = !on.powered.value;
  note(on.powered.value ? "started" : "stopped");
  if (on.powered.value) on.reader.powerOn();
  else on.reader.powerOff();
}

/** Holds a card to the reader as long as a hand does. */
export function tap(on: Bench, card: string): void {
  if (!on.handFree.value) return;
  on.handFree.value = false;
  on.card.value = card;
  cardAtMs = pageClock.uptimeMs();
  note("card", card.split(":")[1]);
  on.reader.tap(card);
  setTimeout(() => takeAway(on), tapMs);
}

function takeAway(on: Bench): void {
  on.reader.remove();
  on.card.value = undefined;
  cardAtMs = undefined;
  note("removed");
  setTimeout(() => (on.handFree.value = true), betweenTapsMs);
}

export function moveDoor(on: Bench): void {
  on.doorOpen.value = !on.doorOpen.value;
  note(on.doorOpen.value ? "doorOpened" : "doorClosed");
  on.reader.door.drive("contact", on.doorOpen.value);
}

export function pressExit(on: Bench): void {
  note("exit");
  on.reader.door.drive("rex", true);
  setTimeout(() => on.reader.door.drive("rex", false), pressMs);
}

/** A key goes down whether the reader asks or not; it tells no one which. */
export function pressKey(on: Bench, key: string): void {
  if (on.powered.value) on.reader.keypad.press(key);
}

function notePin(on: Bench, asked: boolean): void {
  on.asksPin.value = asked;
  note(asked ? "pinAsked" : "pinEnded");
}

function noteEdge(on: Bench, edge: Edge): void {
  if (edge.line === "relay") return noteRelay(on, edge);
  if (edge.line !== "green" && edge.line !== "red" && edge.line !== "buzzer") return;
  if (edge.line !== "buzzer") showLight(on, edge.line, edge.on);
  if (!edge.on) return;
  const sinceMs = edge.atMs - (lastOnMs.get(edge.line) ?? -blinkGapMs);
  lastOnMs.set(edge.line, edge.atMs);
  if (sinceMs >= blinkGapMs) note(edge.line);
}

function noteRelay(on: Bench, edge: Edge): void {
  on.relay.value = edge.on;
  if (!edge.on) return note("relayOff", edge.atMs - relayAtMs);
  relayAtMs = edge.atMs;
  note("relayOn", cardAtMs === undefined ? undefined : Math.round(edge.atMs - cardAtMs));
}

function showLight(on: Bench, light: Light, lit: boolean): void {
  const lights = new Set(on.lights.value);
  if (lit) lights.add(light);
  else lights.delete(light);
  on.lights.value = lights;
}

function watchLink(link: SocketLink): () => void {
  let before: boolean | undefined;
  return effect(() => {
    const up = link.up.value;
    if (before !== undefined && before !== up) queueMicrotask(() => note(up ? "linkUp" : "linkDown"));
    before = up;
  });
}
