import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** A board on a cable: the interpreter named by ESPRUINO in a folder of its own, its prompt on a pseudo-terminal at `port`. */
export class BareInterpreter {
  readonly port: string;
  private readonly pidFile: string;
  private readonly script: string;
  private socat: ChildProcess | undefined;

  constructor(dir: string) {
    mkdirSync(dir, { recursive: true });
    this.port = join(dir, "tty");
    this.pidFile = join(dir, "pid");
    this.script = join(dir, "start.sh");
    writeFileSync(this.script, `#!/bin/sh\ncd '${dir}'\necho $$ > '${this.pidFile}'\nexec '${process.env.ESPRUINO}'\n`, { mode: 0o700 });
  }

  /** Power on; its flash is what it was. */
  async start(): Promise<void> {
    const there = appears(this.port);
    const started = appears(this.pidFile);
    this.socat = spawn("socat", [`pty,link=${this.port},raw,echo=0`, `exec:${this.script},pty,raw,echo=0`], { stdio: "ignore" });
    await Promise.all([there, started]);
  }

  /** The plug is pulled: whatever it was writing stays half done. */
  async kill(): Promise<void> {
    const gone = new Promise<void>((done) => (this.socat ? this.socat.once("close", () => done()) : done()));
    process.kill(Number(readFileSync(this.pidFile, "utf8")), "SIGKILL");
    this.socat?.kill();
    await gone;
    rmSync(this.pidFile, { force: true });
    rmSync(this.port, { force: true });
  }
}

/** Resolves when the directory of `path` has it. */
function appears(path: string): Promise<void> {
  return new Promise((done) => {
    const watcher = watch(dirname(path), (_, name) => (name === basename(path) || existsSync(path)) && finish());
    const finish = () => (watcher.close(), done());
    if (existsSync(path)) finish();
  });
}
