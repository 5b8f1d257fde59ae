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

export interface ServiceRoom {
  clock: Clock;
  write(text: string): void;
  status(): Status;
  /** Left out: nothing but the status is answered. */
  openCable?: () => OpenCable;
}

/** So much leaves at once, and the next not before the line has had time for it: a tap never waits for the cable. */
const pieceChars = 48;
const pieceMs = 5;
/** An answer that finds so much before it is not given; it will be asked for again. */
const waitingMax = 1000;

/** The console's line once the prompt is gone: text in, in whatever pieces it comes, and answers out. */
export interface ServiceLine {
  room: ServiceRoom;
  text: string;
  /** The line is as it was sent, from its first character on. */
  whole: boolean;
  out: string;
  /** Made when it is first asked for: readers whose cable nobody uses have none in memory. */
  cable: OpenCable | undefined;
}

export function newServiceLine(room: ServiceRoom): ServiceLine {
  return { room: room, text: "", whole: true, out: "", cable: undefined };
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
  const room = line.room;
  const text = line.text;
  const mine = line.whole && text.substr(0, asks.length) === asks;
  line.text = "";
  line.whole = true;
  const asked = text.indexOf(status) >= 0;
  if (room.openCable && !line.cable && (asked || mine)) line.cable = room.openCable();
  if (asked) return tell(line, statusText(line));
  if (line.cable && mine) tell(line, line.cable.answer(text));
}

function statusText(line: ServiceLine): string {
  const told = line.room.status();
  if (line.cable) told.challenge = line.cable.challenge();
  return "LK!" + JSON.stringify(told) + "\n";
}

function tell(line: ServiceLine, text: string): void {
  if (line.out.length > waitingMax) return;
  const waits = line.out !== "";
  line.out += text;
  if (!waits && text) sendPiece(line);
}

function sendPiece(line: ServiceLine): void {
  line.room.write(line.out.substr(0, pieceChars));
  line.out = line.out.substr(pieceChars);
  if (line.out) line.room.clock.later(() => sendPiece(line), pieceMs);
}
