import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { chipRoom } from "../support/chip-room";
import { runInInterpreter } from "../support/in-interpreter";
import { describeWith } from "../support/needs";

/* The keypad's two pins from the interpreter's watch to the key, in Node and in the interpreter itself. */
const room = chipRoom("keypad-lines");

const hash = 11;
const expected = {
  /* Nobody looks at the lines while no PIN is asked for. */
  idle: 0,
  first: [4, 7, 1, 1, hash],
  second: [5, 0],
  watched: 4,
  cleared: 4,
  looks: Array(4).fill("falling 0 true") as string[],
  modes: Array(4).fill("input_pullup") as string[],
};

function inNode(): unknown {
  const said: string[] = [];
  const globals: Record<string, unknown> = { getTime: () => 0, print: (text: string) => said.push(text), quit: () => undefined };
  globals.Pin = class {
    constructor(readonly name: string) {}
  };
  runInContext(room, createContext(Object.assign(globals, { global: globals })));
  return JSON.parse(said.join("").replace("RESULT ", ""));
}

describe("a Wiegand keypad on two pins", () => {
  it("is watched only while a PIN is asked for, and its pulses are keys: in Node", () => {
    expect(inNode()).toEqual(expected);
  });
});

describeWith(["espruino"], "a Wiegand keypad on two pins, in the real interpreter", () => {
  const dir = mkdtempSync(join(tmpdir(), "latchkey-keypad-"));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it("is the same", async () => {
    writeFileSync(join(dir, "run.js"), room);
    expect(await runInInterpreter(dir)).toEqual(expected);
  });
});
