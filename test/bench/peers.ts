import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as technology from "../../firmware/src/wire/technology";
import { nodeClock } from "../../host-tools/cli/node-clock";
import { openPty } from "../../host-tools/device/pty";
import { cardFrom } from "../../host-tools/simulator/cards/card-from";
import { secureCard } from "../../host-tools/simulator/cards/secure-card";
import { EmulatedPn532 } from "../../host-tools/simulator/pn532/pn532";
import { CardBench, cardId, plan, profile } from "../support/card-bench";
import { frontEnd } from "../support/front-end";
import type { Figures } from "./figures";

/*
 * What a program says to the emulated front end, and hears, until it knows the card: its commands, all bytes both ways, and how
 * long those alone take on a serial line of 115,200 baud. The tools begin with a chip that nobody has set up, as they always do;
 * the reader polls one that it has set up, and its listings that found nobody are not counted.
 */
interface Talk {
  commands: number;
  bytes: number;
}
const bitsPerByte = 10;
const bitsPerMs = 115.2;
const listTargets = 0x4a;
const toChip = 0xd4;
/** A poll begins within it. */
const settleMs = 500;
const uidCard = "uid:04A1B2C3";
const desfireCard = "desfire:04112233445566";

const figuresOf = (name: string, { commands, bytes }: Talk): Figures => ({
  [`${name}.commands`]: commands,
  [`${name}.bytes`]: bytes,
  [`${name}.serial_ms`]: Math.round((bytes * bitsPerByte * 10) / bitsPerMs) / 10,
});

/** Debian's libnfc and libfreefare on the emulated front end over a pseudo-terminal. */
export async function peerFigures(): Promise<Figures> {
  return {
    ...figuresOf("peer.libnfc.uid", (await talksOf("nfc-list", uidCard)).found),
    ...figuresOf("peer.libnfc.desfire", (await talksOf("mifare-desfire-info", desfireCard)).whole),
  };
}

/** The reader on the same front end; a DESFire card proves its key and gives its credential. */
export function ownFigures(): Promise<Figures> {
  return Promise.resolve({ ...figuresOf("own.uid", uidTalk()), ...figuresOf("own.desfire", desfireTalk()) });
}

export const peerNames = ["peer.libnfc.uid", "peer.libnfc.desfire"].flatMap((name) => Object.keys(figuresOf(name, { commands: 0, bytes: 0 })));
export const ownNames = ["own.uid", "own.desfire"].flatMap((name) => Object.keys(figuresOf(name, { commands: 0, bytes: 0 })));

/** `found`: until the front end names the card; a program goes on after that. */
async function talksOf(program: string, card: string): Promise<{ found: Talk; whole: Talk }> {
  const dir = mkdtempSync(join(tmpdir(), "latchkey-bench-"));
  const line = await openPty(join(dir, "pn532"));
  const chip = new EmulatedPn532(nodeClock());
  let bytes = 0;
  let found: Talk | undefined;
  line.onData((sent) => ((bytes += sent.length), chip.feed(sent)));
  chip.onOutput((heard) => {
    bytes += heard.length;
    if (!found && heard[6] === listTargets + 1 && heard[7] === 1) found = { commands: chip.commandsHeard.length, bytes };
    line.write(heard);
  });
  chip.present(cardFrom(card));
  try {
    const code = await new Promise((done) => {
      const child = spawn(program, [], { env: { ...process.env, LIBNFC_DEVICE: `pn532_uart:${line.path}` }, stdio: "ignore" });
      child.once("error", done).once("close", done);
    });
    if (code !== 0 || !found) throw new Error(`${program} ended with ${String(code)}`);
    return { found, whole: { commands: chip.commandsHeard.length, bytes } };
  } finally {
    await line.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

function uidTalk(): Talk {
  const { clock, chip, told } = frontEnd();
  const talks = overheard(chip);
  clock.advance(settleMs);
  chip.present(cardFrom(uidCard));
  if (!clock.advanceUntil(() => told.length > 0, 1000)) throw new Error("the card was not seen");
  return longest(talks);
}

function desfireTalk(): Talk {
  const bench = new CardBench([profile()], [{ technology: technology.desfire, identifier: cardId }], 3);
  const talks = overheard(bench.reader.frontEnd);
  bench.clock.advance(settleMs);
  if (!bench.hold([secureCard(plan())]).granted) throw new Error("the card was not let in");
  return longest(talks);
}

/** What passes from now on, each listing with all that comes before the next. */
function overheard(chip: EmulatedPn532): Talk[] {
  const talks: Talk[] = [{ commands: 0, bytes: 0 }];
  const count = (bytes: number, commands: number) => {
    talks.at(-1)!.bytes += bytes;
    talks.at(-1)!.commands += commands;
  };
  const feed = chip.feed.bind(chip);
  const line = chip as unknown as { output: (bytes: Uint8Array) => void };
  const output = line.output;
  chip.feed = (bytes) => {
    if (bytes[6] === listTargets) talks.push({ commands: 0, bytes: 0 });
    count(bytes.length, bytes[5] === toChip ? 1 : 0);
    feed(bytes);
  };
  line.output = (bytes) => {
    count(bytes.length, 0);
    output(bytes);
  };
  return talks;
}

/** The one in which a card was there. */
function longest(talks: Talk[]): Talk {
  return talks.reduce((best, one) => (one.bytes > best.bytes ? one : best));
}
