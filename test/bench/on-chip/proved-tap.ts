import type { Bytes } from "../../../firmware/src/base/bytes";
import type { Bus, Parts } from "../../../firmware/src/hal/bus";
import type { SecureRoom } from "../../../firmware/src/credential/secure-cards";
import type { PhoneRoom } from "../../../firmware/src/credential/phone";
import * as config from "latchkey:board";
import { concat } from "../../../firmware/src/base/bytes";
import { SecureCards } from "../../../firmware/src/credential/secure-cards";
import { Phones } from "../../../firmware/src/credential/phone";
import { createCmac } from "../../../firmware/src/crypto/cmac";
import { sessionVector, startEv2, truncated } from "../../../firmware/src/crypto/ev2-session";
import { chipCipher } from "../../../firmware/src/espruino/cipher";
import type { Clock, Timer } from "../../../firmware/src/hal/clock";
import { chipClock } from "../../../firmware/src/espruino/clock";
import { takeMemory } from "../../../firmware/src/espruino/memory";
import { serialBus } from "../../../firmware/src/espruino/serial-bus";
import { encodeFrame } from "../../../firmware/src/nfc/pn532-frame";
import { startReader } from "../../../firmware/src/reader/reader";
import { leaveOverlays } from "latchkey:overlays";
import { benchBoard, silentLink } from "./bench-board";
import { mark, marks } from "./marks";
import { patientClock } from "./patient";

/*
 * The whole reader and a card that proves itself, or a phone, four granted taps: from the answer that names the card to the relay.
 * The card's side is computed here too, between marks whose counts nobody takes.
 */
takeMemory(2 * config.memoryBlocks!);
const tapsWanted = 4;
const plan = (global as Record<string, unknown>)["PLAN"] as number[][];
const bytesOf = (i: number) => new Uint8Array(plan[i]!);
const isPhone = plan[0]![0] === 1;
const key = bytesOf(1);
const held = bytesOf(2);
const zero = new Uint8Array(16);
const ti = new Uint8Array([1, 2, 3, 4]);
const rndB = new Uint8Array([9, 8, 7, 6, 5, 4, 3, 2, 1, 2, 3, 4, 5, 6, 7, 8]);
const turned = (bytes: Bytes) => concat([bytes.subarray(1), bytes.subarray(0, 1)]);
let rndA = zero;

function phoneAnswer(sent: Bytes): Bytes {
  if (sent[0] === 0) return new Uint8Array([1, 1, 2, 3, 4, 5, 6, 7, 8, 0x90, 0]);
  const tag = createCmac(chipCipher, key)(concat([new Uint8Array([2]), sent.subarray(21, 37), sent.subarray(5, 21), held]));
  return concat([held, tag, new Uint8Array([0x90, 0])]);
}

function content(): Bytes {
  const mac = createCmac(chipCipher, key);
  const vector = sessionVector(rndA, rndB);
  const enc = new Uint8Array(mac(vector));
  vector.set([0x5a, 0xa5]);
  const macKey = new Uint8Array(mac(vector));
  const iv = chipCipher.encryptBlock(enc, new Uint8Array([0x5a, 0xa5, 1, 2, 3, 4, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
  const data = new Uint8Array(chipCipher.encryptCbc(enc, iv, concat([held, new Uint8Array([128]), zero.subarray(1)])));
  const tag = truncated(createCmac(chipCipher, macKey)(concat([new Uint8Array([0, 1, 0]), ti, data])));
  return concat([new Uint8Array(1), data, tag]);
}

function cardAnswer(sent: Bytes): Bytes {
  if (sent[0] === 0x71) return concat([new Uint8Array([0xaf]), chipCipher.encryptCbc(key, zero, rndB)]);
  if (sent[0] === 0xad) return content();
  if (sent[0] !== 0xaf) return new Uint8Array(1);
  rndA = new Uint8Array(chipCipher.decryptCbc(key, zero, sent.subarray(1)).subarray(0, 16));
  return concat([new Uint8Array(1), chipCipher.encryptCbc(key, zero, concat([ti, turned(rndA), new Uint8Array(12)]))]);
}

const ack = new Uint8Array([0, 0, 255, 0, 255, 0]);
const setUp: { [code: number]: Bytes } = { 2: new Uint8Array([0xd5, 3, 0x32, 1, 6, 7]), 0x14: new Uint8Array([0xd5, 0x15]), 0x32: new Uint8Array([0xd5, 0x33]) };
const listed = concat([new Uint8Array([0xd5, 0x4b, 1, 1]), new Uint8Array(isPhone ? [0, 4, 0x20, 4, 8, 1, 2, 3] : [3, 0x44, 0x20, 7, 4, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66]), new Uint8Array([5, 0x78, 0x80, 0x70, 2])]);
const nobody = new Uint8Array([0xd5, 0x4b, 0]);
const line = serialBus(Serial1);
let cardThere = false;
let counting = false;
let acknowledging = false;
let taps = 0;
const missedPolls = 3;
let missedWanted = missedPolls;

function joined(parts: Parts): Bytes {
  const runs: Bytes[] = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!;
    runs.push(typeof part === "number" ? new Uint8Array([part]) : part);
  }
  return concat(runs);
}

/** The card comes once the relay has fallen and the reader has missed the last one: by what has happened, and not by time. */
function missed(): Bytes {
  if (missedWanted && !--missedWanted) {
    leaveOverlays();
    cardThere = true;
  }
  return nobody;
}

/** `frame`: a command of usual length, from its start code on. */
function answerTo(frame: Bytes, code: number): Bytes {
  if (code === 0x4a) return cardThere ? listed : missed();
  if (code !== 0x40) return setUp[code]!;
  const sent = frame.subarray(8, frame.length - 2);
  return concat([new Uint8Array([0xd5, 0x41, 0]), isPhone ? phoneAnswer(sent) : cardAnswer(sent)]);
}

/** All that a tap costs goes under its number. */
const label = () => "tap " + taps;

function come(bytes: Bytes): void {
  Serial1.inject(bytes);
  mark("-");
}

const bus: Bus = {
  wake: () => undefined,
  write(parts: Parts): void {
    line.write(parts);
    mark(counting ? label() : "-");
    const frame = joined(parts);
    const code = frame[6]!;
    if (frame[0] !== 0 || frame[3] === 0 || frame[3] === 255) return;
    const whole = encodeFrame(answerTo(frame, code));
    counting = code === 0x40 || (code === 0x4a && cardThere);
    setTimeout(() => {
      mark(code === 0x40 ? label() : "-");
      acknowledging = counting;
      come(ack);
      setTimeout(() => come(whole), 30);
      /* At once: an idle interpreter collects garbage, which no tap waits for. */
    }, 0);
    mark("-");
  },
  listen(receive: (chunk: string) => void): void {
    line.listen(receive);
    /* Runs behind the firmware's own listener. */
    Serial1.on("data", () => {
      if (acknowledging) mark(label());
      acknowledging = false;
    });
  },
};

function relay(on: boolean): void {
  missedWanted = on ? 0 : missedPolls;
  if (!on) return;
  mark(label());
  counting = cardThere = false;
  if (++taps === tapsWanted) {
    print(marks());
    quit();
  }
}

/** No figures from a card that is refused. */
function refused(on: boolean): void {
  if (!on) return;
  print("refused");
  quit();
}

/** Chores and the backend fall into a tap as often as a slow machine lets them: here they wait until it is over. */
const clock: Clock = {
  uptimeMs: chipClock.uptimeMs,
  boardSeconds: chipClock.boardSeconds,
  later: patientClock.later,
  cancel: chipClock.cancel,
  after(delayMs: number, run: () => void): Timer {
    const timer = { id: 0 };
    let patience = 10;
    const due = (): void => {
      timer.id = counting && patience-- ? setTimeout(due, 2000) : 0;
      if (!timer.id) run();
    };
    timer.id = setTimeout(due, delayMs);
    return timer;
  },
};

const board = benchBoard(clock, bus, relay, silentLink);
board.red = { set: refused };
if (isPhone) board.phones = (room: PhoneRoom) => new Phones(room);
else board.secureCards = (room: SecureRoom) => new SecureCards(room, startEv2, undefined);
startReader(board, 0x000100);
