import type { ChildProcess } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as record from "../../firmware/src/wire/record";
import { prepareFlashDir, regionIn, type FlashDir } from "../../host-tools/cli/chip/flash-dir";
import { startInterpreter } from "../../host-tools/cli/chip/interpreter";
import { nodeClock } from "../../host-tools/cli/node-clock";
import { openPty, type Pty } from "../../host-tools/device/pty";
import { recordReason } from "../../host-tools/api/names";
import type { RegionName } from "../../host-tools/flash/image/lay-out";
import { readJournal } from "../../host-tools/flash/image/read-journal";
import { cardsFrom } from "../../host-tools/simulator/cards/card-from";
import { EmulatedPn532 } from "../../host-tools/simulator/pn532/pn532";

const lookMs = 50;

/** What a reader says to `LK?status`. */
export interface ServiceStatus {
  reader: string;
  version: string;
  fault: string | number;
  epoch: number;
}

/** The whole bundle in the real interpreter on a flash file that a test may change between two starts, with its front end and door in this process. */
export class ChipOnFlash {
  /** Every letter of the door's line since the start (espruino/door-unit). */
  edges = "";
  private interpreter: ChildProcess | undefined;
  private heard = "";

  private constructor(
    readonly place: FlashDir,
    private readonly frontEnd: EmulatedPn532,
    private readonly lines: Pty[],
  ) {
    this.fresh = new Uint8Array(readFileSync(place.flashFile));
  }

  /** The flash as it was laid out. */
  readonly fresh: Uint8Array;

  /** `list`: a CSV file of who may pass. */
  static async lay(dir: string, list: string): Promise<ChipOnFlash> {
    const nfc = await openPty(join(dir, "nfc"));
    const frontEnd = new EmulatedPn532(nodeClock(), { ackMs: 0, answerMs: 0 });
    nfc.onData((bytes) => frontEnd.feed(bytes));
    frontEnd.onOutput((bytes) => nfc.write(bytes));
    const place = await prepareFlashDir({ dir: join(dir, "reader"), nfcPath: nfc.path, list, backend: undefined });
    const door = await openPty(place.doorPath);
    const chip = new ChipOnFlash(place, frontEnd, [nfc, door]);
    door.onData((bytes) => (chip.edges += Buffer.from(bytes).toString("latin1")));
    return chip;
  }

  /** Power on, with `flash` in its flash file. */
  start(flash: Uint8Array): void {
    writeFileSync(this.place.flashFile, flash);
    this.edges = this.heard = "";
    this.interpreter = startInterpreter(this.place.dir, (text) => (this.heard += text));
  }

  async kill(): Promise<void> {
    const gone = new Promise((done) => this.interpreter!.once("exit", done));
    this.interpreter!.kill("SIGKILL");
    await gone;
    this.frontEnd.remove();
  }

  async close(): Promise<void> {
    await Promise.all(this.lines.map((line) => line.close()));
  }

  /** Asks until it answers: the test's own limit ends a hopeless wait. */
  async status(): Promise<ServiceStatus> {
    for (this.heard = ""; !/LK!.*\n/.test(this.heard); await pause()) this.interpreter!.stdin!.write("LK?status\n");
    return JSON.parse(/LK!(.*)/.exec(this.heard)![1]!) as ServiceStatus;
  }

  hold(card: string): void {
    this.frontEnd.present(...cardsFrom(card));
  }

  /** Verdict and reason of the first tap on flash; waits until there is one. */
  async judged(): Promise<{ granted: boolean; reason: string }> {
    for (; ; await pause()) {
      const tap = readJournal(new Uint8Array(readFileSync(this.place.flashFile)), this.place.board).find(({ type }) => type === record.tap);
      if (tap) return { granted: (tap.flags & record.flagGranted) !== 0, reason: recordReason(tap.type, tap.reason) };
    }
  }

  /** A copy of the fresh flash with these regions as `change` leaves them. */
  changed(names: RegionName[], change: (bytes: Uint8Array, name: RegionName) => void): Uint8Array {
    const flash = this.fresh.slice();
    for (const name of names) change(regionIn(this.place.board, flash, name), name);
    return flash;
  }
}

const pause = (): Promise<void> => new Promise((done) => setTimeout(done, lookMs));
