import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const program = join(process.cwd(), "build", "latchkey.mjs");
const quoted = (word: string): string => `'${word.replace(/'/g, "'\\''")}'`;

/**
 * Somebody at a terminal: a real pseudo-terminal that echoes as one does, `latchkey` in its foreground, and after it what `stty` says of
 * the terminal. `screen` is all that anyone looking on would have seen.
 */
export class Terminal {
  screen = "";
  readonly ended: Promise<void>;
  private readonly child: ChildProcessWithoutNullStreams;
  private looks: () => void = () => undefined;

  /** `script`: a file that is free. */
  constructor(script: string, commands: string[]) {
    writeFileSync(script, `#!/bin/sh\n${commands.join("\n")}\n`, { mode: 0o700 });
    this.child = spawn("socat", [`exec:${script},pty,setsid,ctty,stderr`, "stdio"], { stdio: "pipe" });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.on("data", (text: Buffer) => {
        this.screen += text.toString("utf8");
        this.looks();
      });
    }
    this.ended = new Promise((done) => this.child.once("close", () => done()));
  }

  /** `latchkey` with `args`, its exit code, and the terminal's settings afterwards. */
  static latchkey(script: string, args: string[]): Terminal {
    const command = [process.execPath, program, ...args].map(quoted).join(" ");
    return new Terminal(script, [`${command}\necho "exit $?"`, "stty -a"]);
  }

  type(keys: string): void {
    this.child.stdin.write(keys);
  }

  /** Until `text` stands on the screen for the time number `times`. */
  async shows(text: string, times = 1): Promise<void> {
    while (this.screen.split(text).length <= times) await new Promise<void>((done) => (this.looks = done));
  }
}
