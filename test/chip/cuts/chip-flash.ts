import { closeSync, openSync, readSync, writeFileSync, writeSync } from "node:fs";
import { fromHex } from "../../../firmware/src/base/bytes";
import { unexpected } from "../../../firmware/src/base/fault";
import type { Region } from "../../../firmware/src/hal/flash";
import { PowerCut } from "../../../host-tools/simulator/board/flash";
import { tearErase, tearWrite, type TearMode } from "../../../host-tools/simulator/board/flash-tear";
import type { CuttableFlash, StoryKind } from "../../power-cut/torture";
import type { Obedient } from "./obedient";

interface PlannedCut {
  mode: TearMode;
  random: () => number;
}

/**
 * The interpreter's flash file as the stories cut it: every operation before the cut was the interpreter's own; the one in which the power
 * goes is left half done in the file by us, after the interpreter has been killed before it.
 */
export class ChipFlash implements CuttableFlash {
  readonly pageBytes: number;
  readonly pages: number;
  isPowered = true;
  private earlier = 0;
  private sinceStart = 0;
  private planned: PlannedCut | undefined;

  /** `image`: the whole file to begin with; `at`: where in it the story's pages lie. */
  constructor(
    private readonly chip: Obedient,
    kind: StoryKind,
    image: Uint8Array,
    private readonly at: number,
  ) {
    this.pageBytes = kind.pageBytes;
    this.pages = kind.pages;
    writeFileSync(chip.flashFile, image);
    chip.start();
  }

  get operations(): number {
    return this.earlier + this.sinceStart;
  }

  /** What it gives. Throws { fault } as the store does, PowerCut when its time has come. */
  ask(order: unknown[]): unknown {
    if (!this.isPowered) throw new PowerCut();
    const [kind, value, operations] = this.chip.ask(order);
    this.sinceStart = operations;
    if (kind === "cut") return this.cut(value as [number, string]);
    if (kind === "fault") throw faultOf(value as [number, string]);
    return value;
  }

  cutAfter(ahead: number, mode: TearMode, random: () => number): void {
    this.planned = { mode, random };
    this.ask(["cut", ahead]);
  }

  restore(): void {
    this.isPowered = true;
    this.earlier += this.sinceStart;
    this.sinceStart = 0;
    this.chip.start();
  }

  image(): Uint8Array<ArrayBuffer> {
    return this.inFile((file) => readAt(file, this.at, this.pageBytes * this.pages));
  }

  /** Only what names it to the interpreter: nobody here reads or writes it. */
  region(firstPage: number, pages: number): ChipRegion {
    return new ChipRegion(this, firstPage, pages);
  }

  /** No story runs on it any more. */
  end(): void {
    if (this.isPowered) this.chip.kill();
    this.isPowered = false;
  }

  private cut([offset, hex]: [number, string]): never {
    this.chip.kill();
    this.isPowered = false;
    const { mode, random } = this.planned!;
    this.inFile((file) => {
      const content = readAt(file, this.at + offset, hex ? hex.length / 2 : this.pageBytes);
      if (hex) tearWrite(content, fromHex(hex), mode, random);
      else tearErase(content, mode, random);
      writeSync(file, content, 0, content.length, this.at + offset);
    });
    throw new PowerCut();
  }

  private inFile<T>(work: (file: number) => T): T {
    const file = openSync(this.chip.flashFile, "r+");
    try {
      return work(file);
    } finally {
      closeSync(file);
    }
  }
}

export class ChipRegion implements Region {
  readonly pageBytes: number;

  constructor(
    readonly flash: ChipFlash,
    readonly firstPage: number,
    readonly pages: number,
  ) {
    this.pageBytes = flash.pageBytes;
  }

  read(): never {
    throw new Error("this flash is the interpreter's own");
  }

  write(): never {
    return this.read();
  }

  erase(): never {
    return this.read();
  }
}

function readAt(file: number, at: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  readSync(file, bytes, 0, length, at);
  return bytes;
}

function faultOf([fault, message]: [number, string]): Error {
  return Object.assign(new Error(fault === unexpected ? `the program failed: ${message}` : `fault ${fault}`), { fault });
}
