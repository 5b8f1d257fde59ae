import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The folder that holds package.json, board-configs and the firmware: upward from the running file, else from here. */
export function projectDir(): string {
  for (const start of [dirname(resolve(process.argv[1] ?? ".")), process.cwd()]) {
    for (let dir = start; ; dir = dirname(dir)) {
      if (existsSync(join(dir, "board-configs"))) return dir;
      if (dir === dirname(dir)) break;
    }
  }
  return process.cwd();
}

export function packageVersion(): string {
  return (JSON.parse(readFileSync(join(projectDir(), "package.json"), "utf8")) as { version: string }).version;
}
