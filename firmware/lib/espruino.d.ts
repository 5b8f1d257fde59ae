/*
 * What the chip really has, and nothing else: what is not declared here does not compile, so a missing
 * builtin is an error at the desk and not a failure at a door. Hand-written; see docs/adr/ for the reason.
 */

/* ---- the language's own types, as far as the interpreter has them ---- */
interface Object {
  hasOwnProperty(name: string): boolean;
  toString(): string;
}
interface Function {
  apply(self: unknown, args: unknown): unknown;
  call(self: unknown, ...args: unknown[]): unknown;
  bind(self: unknown, ...args: unknown[]): unknown;
}
interface CallableFunction extends Function {}
interface NewableFunction extends Function {}
interface IArguments {
  length: number;
}
interface Boolean {}
interface Number {
  toString(radix?: number): string;
}
interface RegExp {
  test(text: string): boolean;
}
interface String {
  readonly length: number;
  readonly [index: number]: string;
  charCodeAt(index: number): number;
  indexOf(text: string, from?: number): number;
  split(separator: string): string[];
  startsWith(text: string): boolean;
  substr(from: number, length?: number): string;
  toLowerCase(): string;
  toUpperCase(): string;
  trim(): string;
}
interface Array<T> {
  [index: number]: T;
  readonly length: number;
  concat(other: T[]): T[];
  indexOf(item: T): number;
  join(separator?: string): string;
  pop(): T | undefined;
  push(item: T): number;
  shift(): T | undefined;
  splice(from: number, count: number): T[];
}
interface ReadonlyArray<T> {
  readonly [index: number]: T;
  readonly length: number;
}
type Partial<T> = { [K in keyof T]?: T[K] };
type Pick<T, K extends keyof T> = { [P in K]: T[P] };
type Exclude<T, U> = T extends U ? never : T;
type Omit<T, K extends keyof never> = Pick<T, Exclude<keyof T, K>>;
type Readonly<T> = { readonly [K in keyof T]: T[K] };
type Record<K extends keyof never, T> = { [P in K]: T };
type ReturnType<T extends (...args: never[]) => unknown> = T extends (...args: never[]) => infer R ? R : never;

interface ArrayBuffer {
  readonly byteLength: number;
}
declare var ArrayBuffer: { new (length: number): ArrayBuffer };
type ArrayBufferLike = ArrayBuffer;
interface TypedArray {
  readonly buffer: ArrayBuffer;
  readonly byteLength: number;
  readonly byteOffset: number;
  readonly length: number;
  [index: number]: number;
  join(separator: string): string;
  fill(value: number, from?: number, to?: number): this;
  set(values: Uint8Array | Uint16Array | Uint32Array | number[], offset?: number): void;
  indexOf(value: number, from?: number): number;
}
interface Uint8Array extends TypedArray {
  /** A view; `slice` would give a plain array on the chip. */
  subarray(from: number, to?: number): Uint8Array;
}
interface Uint16Array extends TypedArray {
  subarray(from: number, to?: number): Uint16Array;
}
interface Uint32Array extends TypedArray {
  subarray(from: number, to?: number): Uint32Array;
}
interface Float64Array extends TypedArray {
  /** Numeric, native, in place. */
  sort(): this;
}
interface DataView {
  getUint16(at: number, littleEndian: boolean): number;
  getUint32(at: number, littleEndian: boolean): number;
}
declare var DataView: { new (buffer: ArrayBuffer, offset: number): DataView };
interface TypedArrayConstructor<T> {
  new (length: number): T;
  new (values: TypedArray | number[]): T;
  new (buffer: ArrayBuffer, offset?: number, length?: number): T;
}
declare var Uint8Array: TypedArrayConstructor<Uint8Array>;
declare var Uint16Array: TypedArrayConstructor<Uint16Array>;
declare var Uint32Array: TypedArrayConstructor<Uint32Array>;
declare var Float64Array: TypedArrayConstructor<Float64Array>;

declare var Math: {
  abs(x: number): number;
  ceil(x: number): number;
  floor(x: number): number;
  max(a: number, b: number): number;
  min(a: number, b: number): number;
};
declare var String: { fromCharCode(code: number): string };
declare var JSON: { stringify(value: unknown): string };
declare function btoa(bytes: string): string;
declare function parseInt(text: string, radix?: number): number;
declare function isNaN(x: number): boolean;

/* ---- the interpreter's own; only firmware/src/espruino may name these (a house rule checks it) ---- */
interface Pin {
  readonly pinBrand: never;
}
declare var Pin: { new (name: string): Pin };
declare var global: object;
declare function pinMode(pin: Pin, mode: string): void;
declare function digitalWrite(pin: Pin, value: boolean | number): void;
declare function digitalRead(pin: Pin): number;
declare function setWatch(
  run: (e: { state: boolean; time: number }) => void,
  pin: Pin,
  options: { repeat: boolean; edge: string; debounce: number },
): number;
declare function clearWatch(id: number): void;
declare function setTimeout(run: () => void, ms: number): number;
declare function setInterval(run: () => void, ms: number): number;
declare function clearTimeout(id: number): void;
declare function getTime(): number;
declare function peek32(address: number): number;
declare function print(text: string): void;
declare var process: {
  memory(collect?: boolean): { free: number; usage: number; total: number };
  on(event: "uncaughtException", run: (error: unknown) => void): void;
};
declare var E: Interpreter;
interface Interpreter {
  CRC32(data: Uint8Array | string): number;
  enableWatchdog(seconds: number, auto: boolean): void;
  hwRand(): number;
  kickWatchdog(): void;
  lockConsole(): void;
  reboot(): void;
  on(event: "errorFlag", run: (flags: string[]) => void): void;
  setConsole(device: null, options: { force: boolean }): void;
  setPassword(text: string): void;
  /** Each element of `from` replaced by what `map` holds at its place. */
  mapInPlace(from: Uint8Array, to: Uint8Array, map: Uint8Array): void;
  sum(data: Uint8Array): number;
  toString(data: Uint8Array): string;
  /** Lists may hold lists. */
  toUint8Array(data: string | ArrayBuffer | unknown[]): Uint8Array;
}
interface Serial {
  setup(baud: number, options?: { path?: string; rx?: Pin; tx?: Pin; bytesize?: number }): void;
  /** Arrays may hold arrays; numbers are single bytes. */
  write(data: Uint8Array | string | unknown[]): void;
  on(event: "data", receive: (text: string) => void): void;
  removeAllListeners(event: "data"): void;
}
interface Spi {
  setup(options: { sck: Pin; mosi: Pin; miso: Pin; baud: number }): void;
  /** Returns what came in while `data` went out. */
  send(data: Uint8Array | number[], select: Pin): Uint8Array;
}
interface I2c {
  setup(options: { sda: Pin; scl: Pin; bitrate: number }): void;
  /** Both throw where nobody acknowledges. */
  writeTo(address: number, data: Uint8Array): void;
  readFrom(address: number, count: number): Uint8Array;
}
interface Datagrams {
  bind(port: number, bound: (socket: Datagrams) => void): void;
  send(data: string, offset: number, length: number, port: number, address: string): void;
  on(event: "message", receive: (text: string) => void): void;
  on(event: "error" | "close", run: () => void): void;
  close(): void;
}
interface WifiModule {
  connect(ssid: string, options: { password: string }, done: (error: string | null) => void): void;
  disconnect(): void;
  on(event: "disconnected", run: () => void): void;
}
declare function require(name: "Flash"): {
  read(length: number, address: number): Uint8Array;
  write(data: Uint8Array, address: number): void;
  erasePage(address: number): void;
};
declare function require(name: "crypto"): {
  AES: {
    encrypt(data: Uint8Array, key: Uint8Array, options: { mode: "CBC" | "ECB"; iv?: Uint8Array }): ArrayBuffer | undefined;
    decrypt(data: Uint8Array, key: Uint8Array, options: { mode: "CBC" | "ECB"; iv?: Uint8Array }): ArrayBuffer | undefined;
  };
  SHA256(data: Uint8Array): ArrayBuffer;
};
declare function require(name: "dgram"): { createSocket(kind: "udp4"): Datagrams };
declare function require(name: "Wifi"): WifiModule;
declare function require(name: "TelnetServer"): { setOptions(options: { mode: "off" }): void };
declare var NRF: { setServices(services: object, options: { uart: boolean }): void };
