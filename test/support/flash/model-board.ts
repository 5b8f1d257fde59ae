import { createHash } from "node:crypto";
import { runInNewContext } from "node:vm";
import { crc32 } from "../../../firmware/src/base/crc";
import type { BoardConfig } from "../../../host-tools/flash/board-config";
import type { VirtualTime } from "./virtual-time";

/** The prompt's key sequences that the model knows. */
const clearLine = "\x1b[2H";
const headerBytes = 32;
const capacity = 1024;

/**
 * A board at an Espruino prompt, as far as flashing sees one: it evaluates lines, keeps flash whose bits only fall, checks
 * its Storage at power-up as the interpreter does, and starts what lies there. Stricter than the real one: a write that
 * would raise a bit, a line beyond its input buffer, Ctrl-C or Ctrl-D, a touch of any pin (one holds the relay idle) stop the test.
 */
export class ModelBoard {
  readonly flash = new Map<number, Uint8Array>();
  /** What went wrong in a way no disturbance excuses. */
  readonly crimes: string[] = [];
  private readonly pages: { addr: number; length: number }[] = [];
  private context: Record<string, unknown> = {};
  private input = "";
  private console: Port | null = null;
  private readonly port: Port;
  private send: (text: string) => void = () => undefined;
  private timers: unknown[] = [];
  private powered = true;
  /** The firmware that runs, if what lies in Storage is a whole reader. */
  running: { reader: string; version: string } | undefined;
  /** What its interpreter was built with; the same as the Linux build, until a test takes something away. */
  readonly built = {
    board: "LINUX",
    version: "2v29",
    modules: "timer,Flash,Storage,fs,net,dgram,tls,http,crypto",
    crypto: { AES: {}, SHA256: (data: Uint8Array) => new Uint8Array(createHash("sha256").update(data).digest()).buffer } as Record<string, unknown>,
    watchdog: (() => undefined) as (() => void) | undefined,
  };

  constructor(
    private readonly board: BoardConfig,
    private readonly time: VirtualTime,
    /** What the firmware in Storage says of itself; undefined: nothing that starts lies there. */
    private readonly firmwareIn: (storage: Uint8Array) => { reader: string; version: string } | undefined,
  ) {
    this.port = new Port((text) => this.out(text));
    const { storage, raw, pageBytes } = board.flash;
    for (const area of [storage, ...(raw ? [raw] : [])]) {
      for (let addr = area.address; addr < area.address + area.bytes; addr += pageBytes) {
        this.pages.push({ addr, length: pageBytes });
        this.flash.set(addr, new Uint8Array(pageBytes).fill(255));
      }
    }
    this.powerOn();
  }

  onText(listen: (text: string) => void): void {
    this.send = listen;
  }

  /** Bytes from the host, one character each. */
  feed(text: string): void {
    if (!this.powered) return;
    if (/[\x03\x04]/.test(text)) this.crimes.push("Ctrl-C or Ctrl-D was sent");
    if (this.console === null) return this.port.receive(text);
    for (const char of text) this.key(char);
  }

  powerOff(): void {
    this.powered = false;
    for (const timer of this.timers) this.time.cancel(timer);
    this.timers = [];
  }

  /** As the interpreter starts: a chain of files that ends in rubbish costs all of Storage. */
  powerOn(): void {
    this.powerOff();
    this.powered = true;
    this.port.removeAllListeners("data");
    this.console = this.port;
    this.input = "";
    this.context = this.globals();
    if (!this.storageIsSound()) this.eraseStorage();
    this.running = this.firmwareIn(this.read(this.board.flash.storage.bytes, this.board.flash.storage.address));
    if (!this.running) return;
    this.console = null;
    let line = "";
    this.port.on("data", (text) => {
      line += text;
      while (line.includes("\n")) {
        if (line.slice(0, line.indexOf("\n")).includes("LK?status")) this.out(`LK!${JSON.stringify({ ...this.running, epoch: 1 })}\n`);
        line = line.slice(line.indexOf("\n") + 1);
      }
    });
  }

  /** True at the prompt or with a whole reader at work: nothing in between. */
  get isUsable(): boolean {
    return this.running !== undefined || this.console !== null;
  }

  read(length: number, address: number): Uint8Array {
    const out = new Uint8Array(length);
    for (let i = 0; i < length; ) {
      const { page, bytes } = this.pageOf(address + i);
      const part = bytes.subarray(address + i - page.addr, Math.min(page.length, address + length - page.addr));
      out.set(part, i);
      i += part.length;
    }
    return out;
  }

  private out(text: string): void {
    if (this.powered) this.send(text);
  }

  private key(char: string): void {
    this.input += char;
    if (this.input.endsWith(clearLine)) this.input = "";
    if (this.input.length > capacity) this.crimes.push(`a line of more than ${capacity} characters`);
    if (char !== "\n") return;
    const line = this.input.replace(/^\x10/, "").trim();
    this.input = "";
    if (line) this.evaluate(line);
  }

  private evaluate(line: string): void {
    try {
      runInNewContext(line, this.context, { timeout: 2000 });
    } catch (caught) {
      this.out(`Uncaught ${String(caught)}\r\n>`);
    }
  }

  private pageOf(address: number): { page: { addr: number; length: number }; bytes: Uint8Array } {
    const page = this.pages.find((one) => address >= one.addr && address < one.addr + one.length);
    if (!page) throw new Error(`no flash at ${address}`);
    return { page, bytes: this.flash.get(page.addr)! };
  }

  private write(data: Uint8Array, address: number): void {
    data.forEach((byte, i) => {
      const { page, bytes } = this.pageOf(address + i);
      const at = address + i - page.addr;
      if (byte & ~bytes[at]!) this.crimes.push(`a bit would rise at ${address + i}`);
      bytes[at]! &= byte;
    });
  }

  private eraseStorage(): void {
    const { address, bytes } = this.board.flash.storage;
    for (const page of this.pages) if (page.addr >= address && page.addr < address + bytes) this.flash.get(page.addr)!.fill(255);
  }

  /** An empty Storage must be empty to its end; else the chain must end where nothing was ever written. */
  private storageIsSound(): boolean {
    const { address, bytes } = this.board.flash.storage;
    const image = this.read(bytes, address);
    const view = new DataView(image.buffer);
    const blank = (from: number, to: number) => image.subarray(from, to).every((byte) => byte === 255);
    if (blank(0, headerBytes)) return blank(0, bytes);
    let at = 0;
    while (at + headerBytes <= bytes && !blank(at, at + headerBytes)) {
      const size = view.getUint32(at, true) & 0xffffff;
      if (size === 0 || at + headerBytes + size > bytes) return false;
      at = (at + headerBytes + size + 3) & ~3;
    }
    return true;
  }

  private filesInStorage(): number {
    return this.read(4, this.board.flash.storage.address).every((byte) => byte === 255) ? 0 : 1;
  }

  /** Nobody has any business with them. */
  private pins(): Record<string, () => void> {
    const names = ["digitalWrite", "digitalPulse", "analogWrite", "pinMode", "setWatch"];
    return Object.fromEntries(names.map((name) => [name, () => void this.crimes.push(`${name} was called`)]));
  }

  private globals(): Record<string, unknown> {
    const later = (run: () => void, ms: number) => {
      const timer = this.time.after(ms, run);
      this.timers.push(timer);
      return timer;
    };
    const modules: Record<string, unknown> = {
      Flash: {
        getPage: (address: number) => this.pages.find((one) => address >= one.addr && address < one.addr + one.length),
        read: (length: number, address: number) => this.read(length, address),
        write: (data: Uint8Array, address: number) => this.write(data, address),
        erasePage: (address: number) => void this.pageOf(address).bytes.fill(255),
      },
      crypto: this.built.crypto,
      Storage: { eraseAll: () => this.eraseStorage(), list: () => new Array<string>(this.filesInStorage()) },
    };
    const context: Record<string, unknown> = {
      ...this.pins(),
      E: {
        CRC32: (data: string | Uint8Array) => crc32(typeof data === "string" ? Buffer.from(data, "latin1") : data) | 0,
        sum: (data: Uint8Array) => data.reduce((sum, byte) => sum + byte, 0),
        toString: (data: Uint8Array) => Buffer.from(data).toString("latin1"),
        toUint8Array: (text: string) => new Uint8Array(Buffer.from(text, "latin1")),
        enableWatchdog: this.built.watchdog,
        getConsole: () => (this.console ? "USB" : null),
        setConsole: (port: Port | null) => void (this.console = port),
      },
      USB: this.port,
      process: { env: { VERSION: this.built.version, BOARD: this.built.board, MODULES: this.built.modules }, memory: () => ({ free: 4000 }) },
      require: (name: string) => modules[name],
      print: (...values: unknown[]) => this.out(values.join(" ") + "\r\n"),
      reset: () => void this.time.after(0, () => this.restart()),
      load: () => this.restart(), setTimeout: later, clearTimeout: (timer: unknown) => this.time.cancel(timer),
      Uint8Array, parseInt, String, Math, JSON,
      atob: (text: string) => Buffer.from(text, "base64").toString("latin1"),
      btoa: (text: string) => Buffer.from(text, "latin1").toString("base64"),
    };
    context.global = context;
    return context;
  }

  private restart(): void {
    if (this.powered) this.powerOn();
  }
}

/** The interpreter's serial port object. */
class Port {
  private listeners: ((text: string) => void)[] = [];

  constructor(readonly write: (text: string) => void) {}

  on(_event: "data", listener: (text: string) => void): void {
    this.listeners.push(listener);
  }

  removeAllListeners(_event: "data"): void {
    this.listeners = [];
  }

  receive(text: string): void {
    for (const listener of [...this.listeners]) listener(text);
  }
}
