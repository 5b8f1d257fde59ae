import type { Bytes } from "../../../firmware/src/base/bytes";
import { flashFailed, flashRange } from "../../../firmware/src/base/fault";
import type { Region } from "../../../firmware/src/hal/flash";
import { type TearMode, tearErase, tearWrite } from "./flash-tear";

/** Thrown by the operation that lost its power and by every call after it until `restore`. */
export class PowerCut extends Error {
  constructor() {
    super("the power is off");
  }
}

/** What real flash would do wrong in silence: raising a bit, leaving a page, a crooked address. Carries a firmware fault too. */
export class FlashMisuse extends Error {
  readonly fault = flashRange;
}

/** An erase or write on a page that a test declared bad. */
export class FlashBroken extends Error {
  readonly fault = flashFailed;
}

export interface FlashOptions {
  pageBytes: number;
  pages: number;
  /** Contents to start with; blank where it ends. */
  image?: Bytes;
}

interface PlannedCut {
  operation: number;
  mode: TearMode;
  random: () => number;
}

/**
 * NOR flash, stricter than the real one: bits only fall, a write is aligned to words and stays inside one page,
 * anything else stops the program. Operations are counted, and the power can be made to fail in the middle of any of them.
 */
export class SimulatedFlash {
  readonly pageBytes: number;
  readonly pages: number;
  /** Erases of each page since the start: its wear. */
  readonly erases: number[];
  /** Writes and erases begun since the start; reads do not count. */
  operations = 0;
  reads = 0;
  readonly badPages = new Set<number>();
  private readonly bytes: Uint8Array;
  private powered = true;
  private cut: PlannedCut | undefined;

  constructor(options: FlashOptions) {
    this.pageBytes = options.pageBytes;
    this.pages = options.pages;
    this.erases = new Array<number>(options.pages).fill(0);
    this.bytes = new Uint8Array(options.pageBytes * options.pages).fill(255);
    if (options.image) this.bytes.set(options.image);
  }

  /** The `ahead`-th operation from now (1: the next) is left half done, as `mode` says, and the power is off. */
  cutAfter(ahead: number, mode: TearMode, random: () => number): void {
    this.cut = { operation: this.operations + ahead, mode, random };
  }

  /** Power is back; a planned cut that did not come is forgotten. */
  restore(): void {
    this.powered = true;
    this.cut = undefined;
  }

  get isPowered(): boolean {
    return this.powered;
  }

  /** A copy of everything, as a programmer would read it out. */
  image(): Bytes {
    return this.bytes.slice();
  }

  /** A view of `pages` pages from `firstPage`, the only way in for the firmware. */
  region(firstPage: number, pages: number): Region {
    if (firstPage < 0 || pages < 1 || firstPage + pages > this.pages) throw new FlashMisuse(`no pages ${firstPage}+${pages}`);
    const base = firstPage * this.pageBytes;
    const limit = pages * this.pageBytes;
    return {
      pageBytes: this.pageBytes,
      pages,
      read: (offset, length) => this.read(base, limit, offset, length),
      write: (offset, data) => this.write(base, limit, offset, data),
      erase: (page) => this.erase(firstPage, pages, page),
    };
  }

  private read(base: number, limit: number, offset: number, length: number): Bytes {
    this.mustBePowered();
    mustFit(limit, offset, length);
    this.reads++;
    return this.bytes.slice(base + offset, base + offset + length);
  }

  private write(base: number, limit: number, offset: number, data: Bytes): void {
    this.mustBePowered();
    mustFit(limit, offset, data.length);
    const at = base + offset;
    if (at % 4 !== 0 || data.length % 4 !== 0 || data.length === 0) throw new FlashMisuse(`write of ${data.length} at ${offset}: not whole words`);
    const page = Math.floor(at / this.pageBytes);
    if (page !== Math.floor((at + data.length - 1) / this.pageBytes)) throw new FlashMisuse(`write of ${data.length} at ${offset} leaves its page`);
    this.mustFall(at, data);
    this.mustBeGood(page);
    const torn = this.begin();
    if (torn) this.fail(() => tearWrite(this.bytes.subarray(at, at + data.length), data, torn.mode, torn.random));
    this.bytes.set(data, at);
  }

  private erase(firstPage: number, pages: number, page: number): void {
    this.mustBePowered();
    if (!Number.isInteger(page) || page < 0 || page >= pages) throw new FlashMisuse(`no page ${page} of ${pages} to erase`);
    const whole = firstPage + page;
    this.mustBeGood(whole);
    const content = this.bytes.subarray(whole * this.pageBytes, (whole + 1) * this.pageBytes);
    const torn = this.begin();
    this.erases[whole]!++;
    if (torn) this.fail(() => tearErase(content, torn.mode, torn.random));
    content.fill(255);
  }

  private begin(): PlannedCut | undefined {
    this.operations++;
    return this.cut?.operation === this.operations ? this.cut : undefined;
  }

  private fail(tear: () => void): never {
    tear();
    this.powered = false;
    throw new PowerCut();
  }

  private mustBePowered(): void {
    if (!this.powered) throw new PowerCut();
  }

  private mustBeGood(page: number): void {
    if (this.badPages.has(page)) throw new FlashBroken(`page ${page} is bad`);
  }

  private mustFall(at: number, data: Bytes): void {
    for (let i = 0; i < data.length; i++) {
      if (data[i]! & ~this.bytes[at + i]!) throw new FlashMisuse(`write would raise a bit of byte ${at + i}`);
    }
  }
}

function mustFit(limit: number, offset: number, length: number): void {
  if (!Number.isInteger(offset) || !Number.isInteger(length) || offset < 0 || length < 0 || offset + length > limit)
    throw new FlashMisuse(`${length} bytes at ${offset} leave a region of ${limit}`);
}
