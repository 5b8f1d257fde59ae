import * as config from "latchkey:board";
import { fromHex, toHex } from "../../../firmware/src/base/bytes";
import { createCmac } from "../../../firmware/src/crypto/cmac";
import { usbKeyOf } from "../../../firmware/src/crypto/kdf";
import { chipCipher } from "../../../firmware/src/espruino/cipher";
import { takeMemory } from "../../../firmware/src/espruino/memory";
import { chipNative } from "../../../firmware/src/espruino/native";
import { serviceLine } from "../../../firmware/src/espruino/service-line";
import { startReader } from "../../../firmware/src/reader/reader";
import * as wire from "../../../firmware/src/wire/cable";
import { benchBoard, silentLink } from "./bench-board";
import { mark, marks } from "./marks";
import { nextDue, ownTime } from "./own-time";
import { known, nobody } from "./prepared-answers";
import { hear, waitingBus } from "./waiting-front-end";
import { leaveOverlays } from "latchkey:overlays";

/*
 * The whole reader tapped while a technician's tool drains a trace over its cable as fast as it is answered, and before, in a time of its
 * own. Nothing interrupts what the interpreter runs: a tap waits for the one turn of the cable that runs when its answer comes. So every
 * turn is counted by what it was for, and every tap from its answer to the relay.
 */
const alone = 7;
const traced = 3;
const tapEachMs = 700;

const otherMs = 10;
let field = false;
/** What the thing that runs now turned out to be; "-": nothing of the cable or a tap. */
let what = "-";
let unlocked = false;
/** An unlock was said and is not answered: what runs now and is nothing else is a step of it. */
let trying = false;
let taps = 0;

function come(chunk: string, afterMs: number): void {
  ownTime.after(afterMs, () => {
    what = "poll";
    hear(chunk);
  });
}

/** A tap's count ends here, at the relay; what comes after it, light and sound, nobody waits for. */
function relay(on: boolean): void {
  if (!on) return;
  mark(unlocked ? "tap traced" : "tap alone");
  field = false;
  what = "-";
  taps++;
}

takeMemory(config.memoryBlocks!);
const board = benchBoard(ownTime, waitingBus(() => (field ? known : nobody), otherMs, come), relay, silentLink);
const reader = startReader(board, 0x000100);

/* The tool: says the next as soon as the answer to the last is whole. */
let hearText: (text: string) => void = () => undefined;
let heard = "";
let part = 1;
let statuses = 0;
const emptyMs = 100;
const port = {
  write(piece: string): void {
    if (what === "-") what = "piece";
    heard += piece;
    if (piece.substr(piece.length - 1) === "\n") ownTime.after(1, answered);
  },
  on: (_event: string, listen: (text: string) => void): void => {
    hearText = listen;
  },
};
serviceLine(port as unknown as Serial, () => ({ reader: reader.id, version: "1", epoch: reader.epoch, fault: "", vars: 0 }), board, reader);

function ask(label: string, line: string): void {
  ownTime.after(1, () => {
    what = label;
    hearText(line);
  });
}

const named = '"challenge":"';
const said = (label: string, words: string): void => ask(label, wire.cableLine(chipNative, wire.asks, words));

function answered(): void {
  const line = heard;
  heard = "";
  what = "tool";
  trying = false;
  const words = line.substr(3).split(" ");
  const challengeAt = line.indexOf(named);
  if (challengeAt >= 0 && ++statuses % 2) return ask("status again", wire.status + "\n");
  if (challengeAt >= 0) return unlock(line.substr(challengeAt + named.length, 32));
  if (words[0] === "unlocked") {
    if (statuses < 4) return ask("status third", wire.status + "\n");
    unlocked = true;
    return said("trace", "trace 100 600");
  }
  if (words[0] === "part") return drained(words[4] === "-");
  said("next", "next " + part);
}

/** Asks at once for the next part, and for a record now and then; where nothing was there, after a while. */
function drained(empty: boolean): void {
  if (empty) return void ownTime.after(emptyMs, () => said("next", "next " + part));
  part = part + 1;
  if (part % 3) return said("next", "next " + part);
  said("record", "record " + (part / 3));
}

function unlock(challenge: string): void {
  const until = ownTime.boardSeconds() + 2000000000;
  const message = wire.unlockMessage(new Uint8Array(8), fromHex(challenge), wire.scopeTrace, until);
  const mac = createCmac(chipCipher, usbKeyOf(chipCipher, new Uint8Array(32)))(message);
  trying = true;
  said(statuses < 3 ? "unlock" : "unlock again", "unlock " + challenge + " " + wire.scopeTrace + " " + until + " " + toHex(mac));
}

function comeCard(): void {
  field = true;
  ownTime.after(tapEachMs, comeCard);
}

function begin(): void {
  ask("status", wire.status + "\n");
}
ownTime.after(3000, comeCard);
let asked = false;

/** As often as on a board (espruino/main). */
function look(): void {
  leaveOverlays();
  ownTime.after(2000, look);
}
look();

/** One thing at a time, as the chip does. */
function run(): void {
  setTimeout(run, 0);
  for (let i = 0; i < 50; i++) {
    const due = nextDue();
    if (!due.run) continue;
    what = "-";
    mark("-");
    due.run();
    mark(trying && (what === "-" || what === "piece") ? "unlock step" : what);
    if (taps === alone && !asked) {
      asked = true;
      begin();
    }
    if (taps < alone + traced) continue;
    print(marks());
    quit();
    return;
  }
}
run();
