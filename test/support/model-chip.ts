import { createContext, runInContext, type Context } from "node:vm";
import { crc32 } from "../../firmware/src/base/crc";
import { nodeCipher } from "../../host-tools/hal/node-cipher";
import type { BoardConfig } from "../../host-tools/flash/board-config";
import type { FlashImage } from "../../host-tools/flash/image/flash-image";
import type { Programs } from "../../host-tools/flash/image/lay-out";
import { VirtualClock } from "../../host-tools/simulator/board/clock";
import { PinTrace, type Pull } from "../../host-tools/simulator/board/pin-trace";
import { EmulatedW5500 } from "./w5500-twin";
import { WiredLan } from "./wired-lan";

const startSeconds = 1_790_000_100;

/** What goes wrong on purpose: called with the name of each thing the program asks of the chip. */
export type Accident = (call: string) => void;

/**
 * The interpreter's globals of one board as far as the firmware asks for them, with a trace of every pin from power-on, so that the
 * two programs of the board run in Node as they lie on the chip. Its front end is silent, and so is its network but for a W5500's.
 */
export class ModelChip {
  readonly clock = new VirtualClock(startSeconds);
  readonly pins: PinTrace;
  readonly modes: string[] = [];
  readonly calls: string[] = [];
  /** What hangs on the cable of a wired board. */
  readonly lan = new WiredLan(this.clock);
  readonly ethernet = new EmulatedW5500(this.clock, this.lan);
  kicks = 0;
  reboots = 0;
  accident: Accident = () => undefined;
  private boots = 0;
  private context: Context | undefined;
  private readonly watches = new Map<string, (e: { state: boolean }) => void>();
  private readonly inputs = new Map<string, boolean>();
  private errorFlag: (flags: string[]) => void = () => undefined;
  private uncaught: ((error: unknown) => void) | undefined;

  constructor(
    private readonly board: BoardConfig,
    private readonly image: FlashImage,
    private readonly programs: Programs,
  ) {
    const { door, pins } = board;
    this.lan.chip = this.ethernet;
    const resistors: Record<string, Pull> = door.kind === "pins" ? { [door.relay.pin]: door.relay.pull } : {};
    this.pins = new PinTrace({ resistors, pulledUp: pins.pulledUp });
  }

  /** The interpreter starts and runs the programs; a fault in one ends that program, as on the chip. */
  start(): void {
    this.boots++;
    this.watches.clear();
    this.uncaught = undefined;
    this.pins.start();
    const context = createContext(this.globals(this.boots));
    this.context = context;
    for (const program of [this.programs.boot0, this.programs.main]) this.attempt(() => runInContext(program, context));
  }

  /** Something at the door moves an input. */
  drive(pin: string, level: boolean): void {
    this.inputs.set(pin, level);
    this.attempt(() => this.watches.get(pin)?.({ state: level }));
  }

  /** An event was ended for want of memory. */
  spendMemory(): void {
    this.attempt(() => this.errorFlag(["LOW_MEMORY", "MEMORY"]));
  }

  private attempt(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (this.uncaught) this.uncaught(error);
    }
  }

  private asked(call: string): void {
    this.calls.push(call);
    this.accident(call);
  }

  private globals(boot: number): object {
    const serial = () => ({ setup: () => this.asked("serial.setup"), write: () => this.asked("serial.write"), on: () => undefined, removeAllListeners: () => undefined });
    const globals: Record<string, unknown> = {
      ...this.pinGlobals(),
      E: this.interpreter(),
      NRF: { setServices: (_: object, options?: { uart?: boolean }) => this.asked(options?.uart === false ? "Bluetooth off" : "NRF.setServices") },
      Pin: class {
        constructor(readonly name: string) {}
      },
      process: { memory: () => ({ free: 1000, usage: 1000, total: 100_000 }), on: (_: string, run: (error: unknown) => void) => (this.uncaught = run) },
      getTime: () => startSeconds + this.clock.uptimeMs() / 1000,
      setTimeout: (run: () => void, ms: number) => this.later(boot, run, ms),
      setInterval: (run: () => void, ms: number) => this.every(boot, run, ms),
      clearTimeout: (id: number) => this.clock.cancel(this.timers.get(id)),
      print: () => undefined,
      require: (name: string) => this.module(name),
    };
    for (const name of ["Serial1", "Serial2", "Serial3", "USB"]) globals[name] = serial();
    for (const name of ["SPI1", "SPI2", "SPI3"]) globals[name] = { setup: () => this.asked("spi.setup"), send: (data: ArrayLike<number>) => this.spi(name, data) };
    for (const name of ["I2C1", "I2C2"]) globals[name] = { setup: () => undefined, writeTo: () => undefined, readFrom: (_: number, n: number) => new Uint8Array(n) };
    /* What such a text declares is its own, as with any eval. */
    const evaluate = (text: string): unknown => runInContext(`{${text}}`, this.context!);
    return Object.assign(globals, { global: globals, eval: evaluate });
  }

  private readonly timers = new Map<number, ReturnType<VirtualClock["after"]>>();

  private later(boot: number, run: () => void, ms: number): number {
    const timer = this.clock.after(ms, () => boot === this.boots && this.attempt(run));
    this.timers.set(timer.id, timer);
    return timer.id;
  }

  private every(boot: number, run: () => void, ms: number): number {
    return this.later(boot, () => (this.every(boot, run, ms), run()), ms);
  }

  private pinGlobals(): object {
    const named = (pin: { name: string }) => pin.name;
    return {
      digitalWrite: (pin: { name: string }, on: boolean | number) => (this.asked("digitalWrite"), this.pins.digitalWrite(named(pin), !!on)),
      pinMode: (pin: { name: string }, mode: string) => (this.asked("pinMode"), this.pins.pinMode(named(pin), mode)),
      digitalRead: (pin: { name: string }) => (this.asked("digitalRead"), this.inputs.get(named(pin)) ? 1 : 0),
      setWatch: (run: (e: { state: boolean }) => void, pin: { name: string }) => (this.asked("setWatch"), this.watches.set(named(pin), run)),
    };
  }

  private interpreter(): object {
    return {
      setConsole: () => this.asked("E.setConsole"),
      enableWatchdog: () => this.asked("E.enableWatchdog"),
      kickWatchdog: () => void this.kicks++,
      reboot: () => void this.reboots++,
      hwRand: () => 4,
      on: (_: string, run: (flags: string[]) => void) => (this.errorFlag = run),
      CRC32: (data: Uint8Array | string) => crc32(typeof data === "string" ? Uint8Array.from(Buffer.from(data, "latin1")) : data),
      sum: (bytes: Uint8Array) => bytes.reduce((sum, byte) => sum + byte, 0),
      toString: (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1"),
      toUint8Array: (from: string | unknown[]) => Uint8Array.from(typeof from === "string" ? Buffer.from(from, "latin1") : (from.flat(2) as (number | Uint8Array)[]).flatMap((one) => (typeof one === "number" ? [one & 255] : [...one]))),
    };
  }

  private module(name: string): object {
    this.asked(`require ${name}`);
    if (name === "Flash") return this.flash();
    if (name === "Storage") return { read: (file: string) => this.programs.overlays[Number(file.replace("LK", ""))] };
    if (name === "crypto") return cryptoModule();
    if (name === "dgram") return { createSocket: () => (this.asked("dgram.createSocket"), { on: () => undefined, bind: () => undefined, send: () => this.asked("dgram.send"), close: () => undefined }) };
    if (name === "Wifi") return this.wifi();
    if (name === "TelnetServer") return { setOptions: ({ mode }: { mode: string }) => this.asked(`Telnet ${mode}`) };
    throw new Error(`no module ${name}`);
  }

  /** One that is joined at once and says nothing more. */
  private wifi(): object {
    const connect = (_: string, __: object, done: (error: string | null) => void) => (this.asked("wifi.connect"), this.later(this.boots, () => done(null), 1000));
    return { connect, on: () => undefined, disconnect: () => this.asked("wifi.disconnect") };
  }

  private area(medium: string, address: number) {
    return this.image.areas.find((one) => one.medium === medium && address >= one.address && address < one.address + one.bytes.length)!;
  }

  private flash(): object {
    const { pageBytes } = this.board.flash;
    return {
      read: (length: number, address: number) => {
        this.asked("Flash.read");
        const { bytes, address: base } = this.area("own", address);
        return bytes.slice(address - base, address - base + length);
      },
      write: (data: Uint8Array, address: number) => (this.asked("Flash.write"), program(this.area("own", address), address, data)),
      erasePage: (address: number) => (this.asked("Flash.erase"), erase(this.area("own", address), address, pageBytes)),
    };
  }

  /** The W5500, or the serial NOR chip of spi-flash.ts; whatever else hangs on such a bus answers zeros. */
  private spi(bus: string, data: ArrayLike<number>): Uint8Array {
    this.asked("spi.send");
    const { uplink } = this.board;
    if (uplink.kind === "w5500" && uplink.spi === bus) return this.ethernet.exchange(data);
    const bytes = Uint8Array.from(data);
    const answer = new Uint8Array(bytes.length);
    const address = (bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]!;
    const area = this.board.flash.spi && bytes.length > 3 ? this.area("spi", address) : undefined;
    if (!area) return answer;
    if (bytes[0] === 3) answer.set(area.bytes.subarray(address - area.address, address - area.address + bytes.length - 4), 4);
    if (bytes[0] === 2) program(area, address, bytes.subarray(4));
    if (bytes[0] === 32) erase(area, address, this.board.flash.pageBytes);
    return answer;
  }
}

function program(area: { address: number; bytes: Uint8Array }, address: number, data: Uint8Array): void {
  for (let i = 0; i < data.length; i++) area.bytes[address - area.address + i]! &= data[i]!;
}

function erase(area: { address: number; bytes: Uint8Array }, address: number, pageBytes: number): void {
  area.bytes.fill(255, address - area.address, address - area.address + pageBytes);
}

function cryptoModule(): object {
  const cipher = nodeCipher();
  const own = (bytes: Uint8Array) => Uint8Array.from(bytes).buffer;
  type Options = { mode: string; iv: Uint8Array };
  return {
    AES: {
      encrypt: (data: Uint8Array, key: Uint8Array, { mode, iv }: Options) =>
        own(mode === "ECB" ? cipher.encryptBlock(key, data) : cipher.encryptCbc(key, iv, data)),
      decrypt: (data: Uint8Array, key: Uint8Array, { iv }: Options) => own(cipher.decryptCbc(key, iv, data)),
    },
    SHA256: (data: Uint8Array) => own(cipher.sha256(data)),
  };
}
