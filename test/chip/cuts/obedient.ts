import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dyingWithUs } from "../../../host-tools/cli/chip/interpreter";

/** [kind, value, flash operations since its start]; kinds as in test/chip/rooms/store-by-order. */
export type Answer = [kind: "done" | "cut" | "fault", value: unknown, operations: number];

/** Seconds of computing after which the system ends an interpreter that has lost its way. */
const cpuMax = 60;
/** Says when the interpreter is gone, however it went, and hears an order that came too late. Its standard input is ours, silent: it needs one. */
const interpreter = `sh -c 'echo $$ >pid; exec ${dyingWithUs(['"$ESPRUINO"', "run.js"]).join(" ")}'`;
const keeper = `ulimit -t ${cpuMax}; ${interpreter} >said 2>&1; cat order >/dev/null & printf gone >told; kill $!`;

/** The real interpreter in `dir`, running `script`, which does one order after the other. Every call waits for its end. */
export class Obedient {
  readonly flashFile: string;
  private isUp = false;

  constructor(
    private readonly dir: string,
    script: string,
  ) {
    this.flashFile = join(dir, "espruino.flash");
    writeFileSync(join(dir, "run.js"), script, "latin1");
    const missing = ["order", "told", "nobody"].map((name) => join(dir, name)).filter((path) => !existsSync(path));
    if (missing.length) execFileSync("mkfifo", missing);
  }

  /** Power on. */
  start(): void {
    const [file, ...args] = dyingWithUs(["sh", "-c", keeper]) as [string, ...string[]];
    spawn(file, args, { cwd: this.dir, stdio: ["pipe", "ignore", "inherit"] }).unref();
    this.isUp = true;
    this.hear("its start");
  }

  /** Throws when it ends by itself instead of answering. */
  ask(order: unknown[]): Answer {
    const text = JSON.stringify(order);
    writeFileSync(join(this.dir, "order"), text);
    return this.hear(text);
  }

  /** The plug is pulled. */
  kill(): void {
    if (!this.isUp) return;
    this.isUp = false;
    process.kill(Number(readFileSync(join(this.dir, "pid"), "utf8")), "SIGKILL");
    if (this.told() !== "gone") throw new Error("the interpreter spoke after its end");
  }

  private hear(order: string): Answer {
    const told = this.told();
    if (told !== "gone") return JSON.parse(told) as Answer;
    this.isUp = false;
    throw new Error(`the interpreter gave up at ${order}: ${readFileSync(join(this.dir, "said"), "latin1").trim().slice(-400)}`);
  }

  private told(): string {
    return readFileSync(join(this.dir, "told"), "latin1");
  }
}
