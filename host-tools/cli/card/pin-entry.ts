import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { ReadStream } from "node:tty";
import { pinDigitsMax, pinDigitsMin } from "../../../firmware/src/wire/card-profile";
import { exitCodes, Failure } from "../../api/failure";

const controlC = "\u0003";
const erase = ["\u0008", "\u007f"];

/** A PIN from the first line of `file`, or of standard input, or typed twice at a terminal that shows nothing of it. Throws PIN_INVALID, FILE_UNREADABLE. */
export async function readPin(file: string | undefined): Promise<string> {
  if (file !== undefined) return checked(firstLine(file));
  if (!process.stdin.isTTY) return checked(await lineOfInput());
  return typedTwice(process.stdin);
}

/* The terminal shows nothing from before the first word of it until after the last key: whoever types at once is not shown either. */
async function typedTwice(terminal: ReadStream): Promise<string> {
  terminal.setRawMode(true);
  try {
    const typed = checked(await hidden(terminal, "PIN, 4 to 8 digits (it is not shown): "));
    if ((await hidden(terminal, "The same again: ")) !== typed) throw invalid("The two were not the same.");
    return typed;
  } finally {
    terminal.setRawMode(false);
  }
}

function checked(text: string): string {
  if (new RegExp(`^[0-9]{${pinDigitsMin},${pinDigitsMax}}$`).test(text)) return text;
  throw invalid(`A PIN has ${pinDigitsMin} to ${pinDigitsMax} digits and nothing else.`);
}

function invalid(message: string): Failure {
  return new Failure("PIN_INVALID", { message, hint: "Nothing was changed; run the command again.", exit: exitCodes.usage });
}

function firstLine(file: string): string {
  try {
    return readFileSync(file, "utf8").split(/\r?\n/)[0]!;
  } catch (caught) {
    throw new Failure("FILE_UNREADABLE", {
      message: `cannot read ${file}: ${caught instanceof Error ? caught.message : String(caught)}`,
      hint: "Check the name of the file and that you may read it.",
      exit: exitCodes.usage,
    });
  }
}

/** Whoever holds the other end open keeps nobody waiting after that line. */
function lineOfInput(): Promise<string> {
  const lines = createInterface({ input: process.stdin });
  return new Promise<string>((done) => {
    lines.once("line", done);
    lines.once("close", () => done(""));
  }).then((line) => {
    lines.close();
    process.stdin.destroy();
    return line.trim();
  });
}

/** Keys from a raw terminal up to Enter. */
function hidden(input: ReadStream, prompt: string): Promise<string> {
  process.stderr.write(prompt);
  input.resume();
  return new Promise((done, fail) => {
    let text = "";
    const end = (settle: () => void): void => {
      input.off("data", take);
      input.pause();
      process.stderr.write("\n");
      settle();
    };
    const take = (chunk: Buffer): void => {
      for (const key of chunk.toString("latin1")) {
        if (key === controlC) return end(() => fail(invalid("No PIN was typed.")));
        if (key === "\r" || key === "\n") return end(() => done(text));
        text = erase.includes(key) ? text.slice(0, -1) : text + key;
      }
    };
    input.on("data", take);
  });
}
