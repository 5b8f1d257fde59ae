import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadBoard } from "../../host-tools/flash/board-config";
import { bundleScript } from "../../host-tools/flash/bundle/bundle";
import { overlays } from "../../host-tools/flash/bundle/overlays";
import { keptNames } from "../../host-tools/flash/bundle/kept-names";
import { packageVersion, projectDir } from "../../host-tools/cli/project";
import { median } from "./figures";

/** The native function by which a program on the chip cuts the count (test/bench/on-chip/marks.ts). */
const cutAt = "jswrap_espruino_getErrorFlags";

/** Nothing counted for so long: the program waits for something that will not come, as on a machine too busy for the front end's patience. */
const silentMs = 600_000;
const lookMs = 10_000;

/** Instructions between the marks of a program, by label, each the median, without what the mark itself costs. */
export function netOf(counts: Record<string, number[]>): (label: string) => number {
  return (label) => median(counts[label]!) - median(counts["mark"]!);
}

export interface ProgramSetting {
  /** The interpreter's flash file; a function makes it with what the program reads on demand, else the program lies in memory whole. */
  flash?: Uint8Array | ((overlays: string[]) => Uint8Array);
  /** Numbers for the program, as the global `PLAN`. */
  plan?: unknown[];
}

/** Runs test/bench/on-chip/`program`.ts minified as on the chip; the counts between its marks, by label. */
export async function countsOf(program: string, setting: ProgramSetting = {}): Promise<Record<string, number[]>> {
  const dir = mkdtempSync(join(tmpdir(), "latchkey-bench-"));
  try {
    const input = join(projectDir(), "test/bench/on-chip", `${program}.ts`);
    const keep = [...keptNames(projectDir()), "inject", "getErrorFlags", "PLAN"];
    const source = { input, sourceDir: join(projectDir(), "firmware/src"), version: packageVersion(), keep, overlays: typeof setting.flash === "function" ? overlays : {} };
    const { stored, storedOverlays } = await bundleScript(loadBoard(projectDir(), "linux"), source);
    writeFileSync(join(dir, "run.js"), `PLAN=${JSON.stringify(setting.plan ?? [])};\n${stored}`, "latin1");
    const flash = typeof setting.flash === "function" ? setting.flash(storedOverlays) : setting.flash;
    if (flash) writeFileSync(join(dir, "espruino.flash"), flash);
    const labels = await run(dir);
    const counts: Record<string, number[]> = {};
    labels.forEach((label, i) => (counts[label] ??= []).push(totalIn(join(dir, `counts.${i + 1}`))));
    return counts;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function run(dir: string): Promise<string[]> {
  const args = ["--tool=callgrind", `--dump-before=${cutAt}`, "--callgrind-out-file=counts", process.env.ESPRUINO!, "run.js"];
  const child = spawn("valgrind", args, { cwd: dir, stdio: ["pipe", "pipe", "ignore"] });
  const watch = endSilent(child, () => readdirSync(dir).length);
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", (_code, signal) => {
      clearInterval(watch);
      if (signal) return fail(new Error(`nothing was counted for ${silentMs / 60_000} minutes; on a machine busy with other work, try again when it is not`));
      const marks = /MARKS (.*)/.exec(text);
      if (marks) done(JSON.parse(marks[1]!) as string[]);
      else fail(new Error(`the interpreter said: ${text.slice(-400)} ${readdirSync(dir).join(" ")}`));
    });
  });
}

/** Ends a child that gets no further, told by `progress`; it does not listen to gentler signals. */
function endSilent(child: ChildProcess, progress: () => number): NodeJS.Timeout {
  let last = { progress: -1, at: 0 };
  return setInterval(() => {
    const now = { progress: progress(), at: Date.now() };
    if (now.progress !== last.progress) last = now;
    else if (now.at - last.at > silentMs) child.kill("SIGKILL");
  }, lookMs);
}

function totalIn(file: string): number {
  return Number(/^totals: (\d+)/m.exec(readFileSync(file, "utf8"))![1]);
}
