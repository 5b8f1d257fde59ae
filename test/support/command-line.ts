import { execFile, spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const program = join(process.cwd(), "build", "latchkey.mjs");

export interface Finished {
  code: number;
  stdout: string;
  stderr: string;
}

/** As in a terminal that says nothing about colours; the test runner itself asks its children for them where CI is set. */
const environment = { ...process.env, FORCE_COLOR: "", NO_COLOR: "" };

/** A machine busy with other work takes as much as half a minute for a board's flash. */
const limitMs = 120_000;

/** Runs any program to its end, at most `limitMs`. */
export function runProgram(file: string, args: string[], options: { env?: Record<string, string> } = {}): Promise<Finished> {
  const settings = { env: { ...environment, ...options.env }, timeout: limitMs, maxBuffer: 1 << 26 };
  return new Promise((done) => {
    execFile(file, args, settings, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === "number" ? error.code : 1) : 0;
      done({ code, stdout, stderr });
    });
  });
}

/** `latchkey` with `args`, as a person would run it. */
export function latchkey(args: string[], env: Record<string, string> = {}): Promise<Finished> {
  return runProgram(process.execPath, [program, ...args], { env });
}

/** A `latchkey` that keeps running: its lines, and a way to wait for one. */
export class Running {
  readonly lines: string[] = [];
  readonly complaints: string[] = [];
  private readonly waiting: { matches: (line: string) => boolean; done: (line: string) => void }[] = [];
  private readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<number>;

  constructor(args: string[], options: { env?: Record<string, string>; cwd?: string } = {}) {
    this.child = spawn(process.execPath, [program, ...args], { env: { ...environment, ...options.env }, cwd: options.cwd });
    createInterface({ input: this.child.stdout }).on("line", (line) => this.heard(line));
    createInterface({ input: this.child.stderr }).on("line", (line) => this.complaints.push(line));
    this.ended = new Promise((done) => this.child.once("close", (code) => done(code ?? -1)));
  }

  get pid(): number {
    return this.child.pid!;
  }

  say(line: string): void {
    this.child.stdin.write(line + "\n");
  }

  /** The first line, heard already (from `after` on) or still to come, that `matches`. */
  line(matches: (line: string) => boolean, after = 0): Promise<string> {
    const heard = this.lines.slice(after).find(matches);
    if (heard !== undefined) return Promise.resolve(heard);
    return new Promise((done) => this.waiting.push({ matches, done }));
  }

  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<number> {
    this.child.kill(signal);
    return this.ended;
  }

  private heard(line: string): void {
    this.lines.push(line);
    for (const one of this.waiting.filter((waiting) => waiting.matches(line))) {
      this.waiting.splice(this.waiting.indexOf(one), 1);
      one.done(line);
    }
  }
}

/** A folder of its own for each use, gone when `clean` is called. */
export function temporaryDir(): { path: string; clean(): void } {
  const path = mkdtempSync(join(tmpdir(), "latchkey-"));
  return { path, clean: () => rmSync(path, { recursive: true, force: true }) };
}
