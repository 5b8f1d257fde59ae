/* What the tests on the chip use of the interpreter beyond firmware/lib/espruino.d.ts. */
declare function quit(): void;
interface Interpreter {
  getErrorFlags(): string[];
}
interface Serial {
  /** As if these bytes had come in on the line. */
  inject(bytes: Uint8Array): void;
}
declare const Serial1: Serial;
declare function require(name: "Storage"): {
  read(name: string): string | undefined;
  write(name: string, data: string, offset: number, bytes: number): void;
};
declare function require(name: "fs"): {
  readFileSync(path: string): string;
  writeFileSync(path: string, data: string): void;
};
interface Array<T> {
  map<U>(make: (value: T, index: number) => U): U[];
  forEach(each: (value: T) => void): void;
}
interface String {
  substring(from: number, to: number): string;
}
