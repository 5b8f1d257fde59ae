import type { BoardConfig } from "../board-config";
import { checks, infoExpression, infoFrom } from "./checks";
import { replyIn, textCrc } from "./packet";
import type { Step, Verdict } from "./step";
import { quitLine } from "./write-steps";

/* The prompt: this key sequence throws away a line begun; DLE in front of a line keeps it from being echoed. */
const clearLine = "\x1b[2H";
const noEcho = "\x10";
/* Never on this line: Ctrl-C and Ctrl-D, which end the interpreter where it is a program. */

/** Longer than any answer of the prompt should take; erasing a large Storage is the exception, and has several tries of it. */
const promptMs = 1500;
const eraseAllMs = 6000;
const promptTries = 14;
const probeTries = 10;
const pieceChars = 160;

/** From an unknown device to a bare board with the agent running. */
export function promptSteps(board: BoardConfig, agent: string): Step[] {
  return [probe(board), bare(), ...upload(agent), start(agent)];
}

/** Runs `source` on the board if it arrived as it was sent: a disturbance must not become another statement. */
function statement(source: string): string {
  return `${clearLine}${noEcho}LKs=${JSON.stringify(source)};if((E.CRC32(LKs)>>>0)===${textCrc(source)})eval(LKs)\n`;
}

/** A statement that prints the value of `expression` as a checked reply under `name`. */
function asking(name: string, expression: string): string {
  return statement(`LKt="${name} "+${expression};print("LK"+":"+LKt,E.CRC32(LKt)>>>0)`);
}

function valueIn(line: string, name: string): string | undefined {
  const reply = replyIn(line);
  return reply?.startsWith(`${name} `) ? reply.slice(name.length + 1) : undefined;
}

/** For who else may be there: a reader at work says so, and the agent of a job that broke off gives the prompt back. */
const others = `\nLK?status\n${quitLine}`;

/** Who is there, and may it be changed? */
function probe(board: BoardConfig): Step {
  return {
    title: "looking for the prompt",
    send: (attempt) => (attempt === 0 ? "" : others) + asking("env", infoExpression(board)),
    accept(line) {
      if (line.includes("LK!{")) return readerThere(line.slice(line.indexOf("LK!") + 3).trim());
      const json = valueIn(line, "env");
      const info = json === undefined ? undefined : infoFrom(json);
      if (!info) return "ignore";
      const failed = checks.find((check) => !check.passes(info, board));
      return failed ? { refuse: failed.refuse, detail: failed.detail(info, board) } : "done";
    },
    patienceMs: promptMs,
    tries: probeTries,
    silent: "DEVICE_OTHER",
    work: 0,
  };
}

/** What a reader says of itself; it came unchecked. */
function readerThere(status: string): Verdict {
  return { refuse: status.includes('"fault":"programTorn"') ? "READER_TORN" : "READER_LOCKED", detail: status, unchecked: true };
}

/** Nothing of an earlier program may run from flash that is about to be erased. A board that did it says "undefined0". */
function bare(): Step {
  const wipe = 'LKold=1;require("Storage").eraseAll();reset()';
  const ask = asking("old", 'typeof LKold+require("Storage").list().length');
  return {
    title: "clearing the board",
    send: (attempt) => (attempt === 0 ? statement(wipe) + ask : ask + statement(`if(typeof LKold!=="undefined"||require("Storage").list().length){${wipe}}`)),
    accept(line): Verdict {
      const old = valueIn(line, "old");
      return old === undefined ? "ignore" : old === "undefined0" ? "done" : "again";
    },
    patienceMs: eraseAllMs,
    tries: promptTries,
    silent: "LINE_BROKEN",
    work: 2000,
  };
}

function upload(agent: string): Step[] {
  const steps: Step[] = [];
  for (let at = 0; at < agent.length; at += pieceChars) {
    const piece = agent.slice(at, at + pieceChars);
    const before = at === 0 ? '""' : `LKa.substr(0,${at})`;
    steps.push({
      title: "sending the agent",
      send: () => statement(`LKa=${before}+${JSON.stringify(piece)}`) + asking("up", "E.CRC32(LKa)"),
      accept(line): Verdict {
        const crc = valueIn(line, "up");
        if (crc === undefined) return "ignore";
        return Number(crc) >>> 0 === textCrc(agent.slice(0, at + pieceChars)) ? "done" : "again";
      },
      patienceMs: promptMs,
      tries: promptTries,
      silent: "LINE_BROKEN",
      work: piece.length,
    });
  }
  return steps;
}

/** The agent runs only if it arrived whole. If its first word is lost it answers the second try as a bad packet. */
function start(agent: string): Step {
  return {
    title: "starting the agent",
    send: () => statement(`if((E.CRC32(LKa)>>>0)===${textCrc(agent)})eval(LKa)`),
    accept(line): Verdict {
      const reply = replyIn(line);
      return reply === "here" || reply === "nak" ? "done" : "ignore";
    },
    patienceMs: promptMs,
    tries: promptTries,
    silent: "LINE_BROKEN",
    work: 0,
  };
}
