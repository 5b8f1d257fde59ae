import * as config from "latchkey:board";
import type { Bytes } from "../../../firmware/src/base/bytes";
import { takeMemory } from "../../../firmware/src/espruino/memory";
import { startReader } from "../../../firmware/src/reader/reader";
import { benchBoard, silentLink } from "./bench-board";
import { flash } from "./flash";
import { nextDue, ownTime } from "./own-time";
import { framed, known, nobody } from "./prepared-answers";
import { hear, waitingBus } from "./waiting-front-end";
import { leaveOverlays } from "latchkey:overlays";

/*
 * The whole reader tapped again and again as fast as the interpreter runs, in a time of its own, before a front end made of
 * prepared answers. PLAN: how many taps, and after how many of them to tell the memory blocks in use ("SOAK taps granted blocks").
 */
const plan = (global as Record<string, unknown>)["PLAN"] as number[];
const tapsWanted = plan[0]!;
const each = plan[1]!;
/** Of these taps one is with a card that nobody knows, and of those one with an answer that comes damaged. */
const strangerEach = 4;
const damagedEach = 40;
/** So long without a card before memory is looked at: light, relay and chores are over then. */
const quietMs = 4000;
const stepsAtOnce = 400;

const stranger = framed([0xd5, 0x4b, 1, 1, 0, 4, 8, 4, 9, 9, 9, 9]);
const damaged = framed([0xd5, 0x4b, 1, 1, 0, 4, 8, 4, 7, 7, 7, 7]).substr(0, 16) + "\0\0\0";
const emptyMs = 110;
/** A tap takes three polls: the card, and two that miss it. */
const pollsOfTap = 3;

let polls = 0;
let taps = 0;
let quietUntilMs = 0;
/** The tap whose answer came damaged; asked for again it is whole. */
let damagedTap = 0;

/** What lies there at this poll. */
function present(): string {
  if (ownTime.uptimeMs() < quietUntilMs || polls++ % pollsOfTap) return nobody;
  taps++;
  return taps % strangerEach ? known : stranger;
}

function list(): string {
  const found = present();
  if (found !== nobody && taps % each === 0) quietUntilMs = ownTime.uptimeMs() + quietMs;
  return found;
}

function come(chunk: string, afterMs: number): void {
  const spoilt = (chunk === known || chunk === stranger) && taps % damagedEach === 0 && damagedTap !== taps;
  if (spoilt) damagedTap = taps;
  ownTime.after(afterMs, () => hear(spoilt ? damaged : chunk));
}

takeMemory(config.memoryBlocks!);
const journal = flash.journal;
const writeJournal = journal.write;
let records = 0;
let openings = 0;
journal.write = (offset: number, bytes: Bytes) => {
  records++;
  writeJournal(offset, bytes);
};
function relay(on: boolean): void {
  if (on) openings++;
}
startReader(benchBoard(ownTime, waitingBus(list, emptyMs, come), relay, silentLink), 0x000100);

/** At the end of a quiet time, with what was read on demand let go: the same moment of the reader's life, so that only what it keeps can differ. */
function tell(): void {
  leaveOverlays();
  print("SOAK " + JSON.stringify({ taps: taps, records: records, openings: openings, blocks: process.memory().usage }));
  if (taps >= tapsWanted) quit();
}

function run(): void {
  setTimeout(run, 0);
  leaveOverlays();
  for (let i = 0; i < stepsAtOnce; i++) {
    const due = nextDue();
    const nowMs = due.atMs;
    if (due.run) due.run();
    if (quietUntilMs && nowMs >= quietUntilMs) {
      quietUntilMs = 0;
      tell();
    }
  }
}
run();
