import { existsSync, readFileSync } from "node:fs";
import type { ChildProcess } from "node:child_process";
import * as record from "../../../firmware/src/wire/record";
import { kindOf, recordReason, technologyName } from "../../api/names";
import { Failure, exitCodes } from "../../api/failure";
import { createInterface, type Interface } from "node:readline";
import { openPty, type Pty } from "../../device/pty";
import { keysFrom, KeypadHardware } from "../../simulator/board/keypad";
import { nodeClock } from "../node-clock";
import { readJournal } from "../../flash/image/read-journal";
import { interrupted, put, say } from "../output";
import { prepareFlashDir, regionIn, type FlashDir, type FlashDirOptions } from "./flash-dir";
import { interpreterProgram, startInterpreter } from "./interpreter";

const lookMs = 20;
/** With LATCHKEY_DEBUG: how often the reader is asked how it is. */
const askMs = 2000;

/** Runs the real bundle in the real interpreter until it is interrupted, and tells every journal record and relay edge. */
export async function runChip(options: FlashDirOptions & { cable: string | undefined; json: boolean }): Promise<void> {
  interpreterProgram();
  mustBeThere(options.nfcPath);
  const place = await prepareFlashDir(options);
  const news = journalNews(place);
  if (place.resumed) news();
  if (place.resumed && options.list) say("This folder holds a reader already: it keeps its list, and --list was not read.");
  if (place.resumed && options.cardProfile) say("This folder holds a reader already: it keeps its card profile, and --card-profile was not read.");
  const door = await openPty(place.doorPath);
  door.onData((bytes) => tellEdges(bytes, options.json));
  const hand = options.keypad ? keypadAt(door) : undefined;
  const cable = options.cable ? await openPty(options.cable) : undefined;
  const talk = (text: string) => {
    cable?.write(Buffer.from(text, "latin1"));
    if (process.env.LATCHKEY_DEBUG) say(text.trimEnd());
  };
  const interpreter = startInterpreter(place.dir, talk, true);
  cable?.onData((bytes) => interpreter.stdin?.write(bytes));
  const look = setInterval(() => news().forEach((one) => tellRecord(one, options.json)), lookMs);
  put(options.json, { type: "ready", dir: place.dir, resumed: place.resumed }, `reader runs in ${place.dir}`);
  const ask = process.env.LATCHKEY_DEBUG ? setInterval(() => interpreter.stdin?.write("LK?status\n"), askMs) : undefined;
  try {
    await Promise.race([interrupted(), died(interpreter)]);
  } finally {
    clearInterval(look);
    clearInterval(ask);
    /* The interpreter catches milder signals and goes on. */
    interpreter.kill("SIGKILL");
    hand?.close();
    await cable?.close();
    await door.close();
  }
}

function mustBeThere(path: string): void {
  if (existsSync(path)) return;
  throw new Failure("PORT_MISSING", {
    message: `There is no serial device ${path} for the front end.`,
    hint: `Plug it in and look at \`latchkey devices\`, or emulate one first: latchkey sim chip --link ${path}`,
    exit: exitCodes.noDevice,
  });
}

/** Lines of standard input as keys on the door unit's keypad, unhurried: a machine under load hands on what comes too fast as one. */
function keypadAt(door: Pty): Interface {
  const keypad = new KeypadHardware(nodeClock(), 4, { pulseMs: 0, keyMs: 400 });
  keypad.lines.listen((bit) => door.write(Uint8Array.of(0x30 + bit)));
  return createInterface({ input: process.stdin }).on("line", (line) => {
    try {
      keypad.press(keysFrom(line.trim()));
    } catch (caught) {
      if (!(caught instanceof Failure)) throw caught;
      say(`${caught.message} ${caught.hint}`);
    }
  });
}

/** A look at the flash file that gives the records written since the last one. */
function journalNews(place: FlashDir): () => record.Record[] {
  let region: Uint8Array = new Uint8Array(0);
  let through = 0;
  return () => {
    const flash = readFileSync(place.flashFile);
    const now = regionIn(place.board, flash, "journal");
    if (Buffer.compare(now, region) === 0) return [];
    region = now;
    const fresh = readJournal(flash, place.board).filter((one) => one.sequence > through);
    through = fresh.at(-1)?.sequence ?? through;
    return fresh;
  };
}

function tellRecord(one: record.Record, json: boolean): void {
  const time = one.flags & record.flagClockUnsure ? null : new Date(one.time * 1000).toISOString();
  const told = {
    type: one.type === record.tap ? "tap" : kindOf(one.type),
    verdict: one.type === record.tap ? (one.flags & record.flagGranted ? "granted" : "denied") : null,
    reason: recordReason(one.type, one.reason),
    technology: one.technology ? technologyName(one.technology) : null,
    sequence: one.sequence,
    time,
    detail: one.detail,
  };
  put(json, told, `${time ?? "time unknown"}  ${told.type} ${told.verdict ?? ""} ${told.reason} ${told.technology ?? ""}`.replace(/ +/g, " ").trimEnd());
}

/** The door unit's letters: R and r are the relay. */
function tellEdges(bytes: Uint8Array, json: boolean): void {
  for (const letter of Buffer.from(bytes).toString("latin1")) {
    if (letter !== "R" && letter !== "r") continue;
    put(json, { type: "relay", on: letter === "R", time: new Date().toISOString() }, `relay ${letter === "R" ? "on" : "off"}`);
  }
}

function died(interpreter: ChildProcess): Promise<never> {
  return new Promise((_, fail) => {
    interpreter.once("exit", (code, signal) =>
      fail(
        new Failure("INTERPRETER_ENDED", {
          message: `The interpreter ended by itself (${signal ?? `exit code ${code}`}).`,
          hint: "Run again with LATCHKEY_DEBUG=1 to see what it printed; the folder can be resumed as it is.",
          exit: exitCodes.silentDevice,
        }),
      ),
    );
  });
}
