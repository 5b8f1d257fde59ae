import type { Clock } from "../hal/clock";
import type { OpenCable } from "./cable";
import { asks, lineMax, status } from "../wire/cable";

/** What is free to ask on the cable; no secret. */
export interface Status {
  /** Empty: a board without an identity. */
  reader: string;
  version: string;
  epoch: number;
  fault: string;
  vars: number;
  /** For the next unlock; left out: this board has none. */
  challenge?: string;
}

/** So much leaves at once, and the next not before the line has had time for it: a tap never waits for the cable. */
const pieceChars = 48;
const pieceMs = 5;
/** An answer that finds so much before it is not given; it will be asked for again. */
const waitingMax = 1000;

/** The console's line once the prompt is gone: text in, in whatever pieces it comes, and answers out. */
export interface ServiceLine {
  clock: Clock;
  port: { write(text: string): void };
  status(): Status;
  /** Undefined: nothing but the status is answered. */
  openCable: (() => OpenCable) | undefined;
  /** Made when it is first asked for: readers whose cable nobody uses have none in memory. */
  cable: OpenCable | undefined;
  text: string;
  /** The line is as it was sent, from its first character on. */
  whole: boolean;
  out: string;
}

export function newServiceLine(clock: Clock, port: ServiceLine["port"], status: () => Status, openCable: ServiceLine["openCable"]): ServiceLine {
  return { clock: clock, port: port, status: status, openCable: openCable, cable: undefined, text: "", whole: true, out: "" };
}

export function hearText(line: ServiceLine, chunk: string): void {
  const parts = chunk.split("\n");
  for (let i = 0; i < parts.length; i++) {
    if (i) hearLine(line);
    const text = line.text + parts[i]!;
    const over = text.length - lineMax;
    if (over > 0) line.whole = false;
    line.text = over > 0 ? text.substr(over) : text;
  }
}

/** The status is given through any noise in front of it; everything else only for a line as it was sent. */
function hearLine(line: ServiceLine): void {
  const text = line.text;
  const mine = line.whole && text.substr(0, asks.length) === asks;
  line.text = "";
  line.whole = true;
  if (text.indexOf(status) >= 0) return tell(line, statusText(line));
  const cable = mine ? openedCable(line) : undefined;
  if (cable) cable.answer(text, (said) => tell(line, said));
}

function openedCable(line: ServiceLine): OpenCable | undefined {
  if (!line.cable && line.openCable) line.cable = line.openCable();
  return line.cable;
}

function statusText(line: ServiceLine): string {
  const told = line.status();
  const cable = openedCable(line);
  if (cable) told.challenge = cable.challenge();
  return "LK!" + JSON.stringify(told) + "\n";
}

function tell(line: ServiceLine, text: string): void {
  if (line.out.length > waitingMax) return;
  const waits = line.out !== "";
  line.out += text;
  if (!waits && text) sendPiece(line);
}

function sendPiece(line: ServiceLine): void {
  line.port.write(line.out.substr(0, pieceChars));
  line.out = line.out.substr(pieceChars);
  if (line.out) line.clock.later(() => sendPiece(line), pieceMs);
}
