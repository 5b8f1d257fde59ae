import * as config from "latchkey:board";
import type { Bytes } from "../../../firmware/src/base/bytes";
import { u32At, pack } from "../../../firmware/src/base/pack";
import { chipCipher } from "../../../firmware/src/espruino/cipher";
import { takeMemory } from "../../../firmware/src/espruino/memory";
import { chipNative } from "../../../firmware/src/espruino/native";
import { startReader } from "../../../firmware/src/reader/reader";
import { createSeal, parseHeader } from "../../../firmware/src/sync/seal";
import * as message from "../../../firmware/src/wire/message";
import { recordBytes } from "../../../firmware/src/wire/record";
import { benchBoard } from "./bench-board";
import { mark, marks } from "./marks";
import { nextDue, ownTime, type Due } from "./own-time";
import { ack, known, nobody } from "./prepared-answers";
import { hear, waitingBus } from "./waiting-front-end";
import { leaveOverlays } from "latchkey:overlays";

/*
 * The whole reader's ordinary life in a time of its own: cards, empty polls, chores, a backend that takes every record and has nothing
 * new. Nothing interrupts what the interpreter runs, so a card's answer waits for the one thing that runs when it comes: each is counted
 * by what it was. The backend's side is the same seal, counted under "-".
 */
const tapsWanted = 3;
const tapEachMs = 1000;
/** The start is not ordinary; a keep-alive comes before the first card. */
const startMs = 14900;
const cardsFromMs = 15600;
/** Of the many polls some are enough. */
const pollsCounted = 20;

let hearFrame: (frame: Bytes) => void = () => undefined;
let field = false;
/** What the thing that runs now turned out to be. */
let what = "chore";
let taps = 0;
let polls = 0;

/* Called as the reader asks: what ran so far without a name is a poll. */
function come(chunk: string, afterMs: number): void {
  if (what === "chore") what = "poll";
  const due = ownTime.after(afterMs, () => {
    what = chunk === ack || chunk === nobody ? "poll" : "after a tap";
    hear(chunk);
  }) as Due;
  due.uncounted = chunk !== known && polls++ > pollsCounted;
}

const otherMs = 10;

function relay(on: boolean): void {
  if (!on) return;
  mark("tap");
  field = false;
  taps++;
}

const nonce = new Uint8Array(8);
let seal = undefined as ReturnType<typeof createSeal> | undefined;

/** What the backend says to `frame`: everything taken, nothing new. */
function answerTo(frame: Bytes): void {
  const header = parseHeader(frame);
  if (!seal) {
    seal = createSeal(chipCipher, chipNative, { deviceKey: new Uint8Array(32), readerId: header.readerId, epoch: header.epoch, up: false });
  }
  const opened = seal.open(frame);
  const isSync = opened.type === message.sync;
  const payload = isSync
    ? pack(message.newsFormat, [nonce, ownTime.boardSeconds() + 1800000000, 0, message.bodyNothing, 0])
    : pack("b8 u32", [nonce, lastOf(opened.payload)]);
  const answer = seal.seal(isSync ? message.news : message.receipt, opened.counter, payload);
  ownTime.after(20, () => {
    what = isSync ? "news" : "receipt";
    hearFrame(answer);
  });
}

/** Sequence of the last record in an `events` message. */
function lastOf(payload: Bytes): number {
  return u32At(payload, payload.length - recordBytes + 4);
}

const link = {
  listen(to: (frame: Bytes) => void): void {
    hearFrame = to;
  },
  send(frame: Bytes): void {
    what = frame[1] === message.sync ? "sync" : "events";
    const copied = new Uint8Array(frame);
    ownTime.after(20, () => {
      what = "-";
      answerTo(copied);
    });
  },
};

takeMemory(2 * config.memoryBlocks!);
startReader(benchBoard(ownTime, waitingBus(() => (field ? known : nobody), otherMs, come), relay, link), 0x000100);

function comeCard(): void {
  field = true;
  ownTime.after(tapEachMs, comeCard);
}
ownTime.after(cardsFromMs, comeCard);

/** As often as on a board (espruino/main). */
function look(): void {
  what = "-";
  leaveOverlays();
  ownTime.after(2000, look);
}
look();

/** One thing at a time, as the chip does. */
function run(): void {
  setTimeout(run, 0);
  for (let i = 0; i < 50; i++) turn(nextDue());
  if (taps < tapsWanted) return;
  print(marks());
  quit();
}

function turn(due: Due): void {
  if (!due.run) return;
  if (ownTime.uptimeMs() < startMs || due.uncounted) return due.run();
  what = "chore";
  mark("-");
  due.run();
  mark(what);
}
run();
