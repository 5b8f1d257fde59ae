import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { policyKeepNewest } from "../../../firmware/src/wire/settings";
import { loadBoard } from "../../../host-tools/flash/board-config";
import { bundleScript } from "../../../host-tools/flash/bundle/bundle";
import { overlays } from "../../../host-tools/flash/bundle/overlays";
import { keptNames } from "../../../host-tools/flash/bundle/kept-names";
import { packageVersion, projectDir } from "../../../host-tools/cli/project";
import { tapFlash } from "../../bench/tap-flash";

export interface Reading {
  taps: number;
  /** Written to the journal. */
  records: number;
  /** Rises of the relay. */
  openings: number;
  /** Memory blocks in use, after collection. */
  blocks: number;
}

/** Taps the reader, whose journal overwrites its oldest records once it is full, in the real interpreter (test/bench/on-chip/many-taps.ts), telling of it after `each` taps until there were `taps`. */
export async function soak(taps: number, each: number, told: (reading: Reading) => void): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), "latchkey-soak-"));
  try {
    const input = join(projectDir(), "test/bench/on-chip/many-taps.ts");
    const source = { input, sourceDir: join(projectDir(), "firmware/src"), overlays, version: packageVersion(), keep: [...keptNames(projectDir()), "PLAN", "taps", "records", "openings", "blocks"] };
    const { stored, storedOverlays } = await bundleScript(loadBoard(projectDir(), "linux"), source);
    writeFileSync(join(dir, "run.js"), `PLAN=${JSON.stringify([taps, each])};\n${stored}`, "latin1");
    writeFileSync(join(dir, "espruino.flash"), tapFlash(storedOverlays, { policies: policyKeepNewest }));
    await run(dir, told);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function run(dir: string, told: (reading: Reading) => void): Promise<void> {
  /* Its standard input stays open: the interpreter ends with it. */
  const child = spawn(process.env.ESPRUINO!, ["run.js"], { cwd: dir, stdio: ["pipe", "pipe", "ignore"] });
  const lines = createInterface(child.stdout);
  let last = "";
  lines.on("line", (line) => {
    const reading = /SOAK (\{.*\})/.exec(line);
    if (reading) told(JSON.parse(reading[1]!) as Reading);
    else last = line;
  });
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", (code) => (code ? fail(new Error(`the interpreter ended with ${code}: ${last}`)) : done()));
  });
}
