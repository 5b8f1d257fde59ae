import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { VirtualClock } from "../../host-tools/simulator/board/clock";
import { chipRoom } from "../support/chip-room";
import { runInInterpreter } from "../support/in-interpreter";
import { describeWith } from "../support/needs";
import { EmulatedW5500 } from "../support/w5500-twin";
import { WiredLan } from "../support/wired-lan";

/* The wired link on its emulated chip in Node, then in the interpreter: the same bytes on the bus, the same datagrams. */
const room = chipRoom("wired-link");

interface Result {
  transfers: number;
  heard: string[];
}
const transcript: [sent: string, got: string][] = [];

function inNode(): Result {
  const clock = new VirtualClock(0);
  const lan = new WiredLan(clock);
  const chip = (lan.chip = new EmulatedW5500(clock, lan));
  lan.leaseS = 60;
  lan.backend.listen((datagram) => lan.backend.send(datagram.map((byte) => byte ^ 255)));
  const said: string[] = [];
  const globals: Record<string, unknown> = {
    transfer: (sent: string) => {
      const got = Buffer.from(chip.exchange(Buffer.from(sent, "hex"))).toString("hex");
      transcript.push([sent, got]);
      return got;
    },
    advance: (ms: number) => clock.advance(ms),
    E: {
      toUint8Array: (parts: [number, (number | Uint8Array)[]]) => Uint8Array.from([parts[0], ...parts[1].flatMap((one) => (typeof one === "number" ? [one & 255] : [...one]))]),
      toString: (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1"),
    },
    print: (text: string) => said.push(text),
    ...Object.fromEntries(["quit", "pinMode", "digitalWrite", "getTime"].map((name) => [name, () => undefined])),
    Pin: class {
      constructor(readonly name: string) {}
    },
  };
  runInContext(room, createContext(Object.assign(globals, { global: globals })));
  return JSON.parse(said.join("").replace("RESULT ", "")) as Result;
}

const expected = inNode();

describe("the wired link", () => {
  it("sends twelve datagrams, hears each answer, and prolongs its address on the way", () => {
    expect(expected.heard).toEqual(Array.from({ length: 12 }, (_, i) => Buffer.alloc(528, (i + 1) ^ 255).toString("hex")));
    expect(expected.transfers).toBe(transcript.length);
  });
});

describeWith(["espruino"], "the wired link, in the real interpreter", () => {
  const dir = mkdtempSync(join(tmpdir(), "latchkey-wired-"));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it("puts the same bytes on the bus and hears the same", async () => {
    const replay = `var said=${JSON.stringify(transcript)},told=0;function transfer(sent){var one=said[told++];return one&&one[0]===sent?one[1]:""}function advance(){}\n`;
    writeFileSync(join(dir, "run.js"), `${replay}${room}`);
    expect(await runInInterpreter(dir)).toEqual(expected);
  }, 120_000);
});
