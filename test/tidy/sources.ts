import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/** One file of the house: its path from the root with / between folders, and its text. */
export interface Source {
  path: string;
  text: string;
}

/** What git knows, or would, of TypeScript: sources, tests and scripts. */
export function allSources(root: string): Source[] {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root, encoding: "utf8" });
  return listed
    .split("\n")
    .filter((path) => /\.tsx?$/.test(path))
    .flatMap((path) => {
      try {
        return [{ path, text: readFileSync(join(root, path), "utf8") }];
      } catch {
        return [];
      }
    });
}

export interface Import {
  from: string;
  /** What was written. */
  written: string;
  /** The path from the root for a file of ours, else the package's name. */
  to: string;
  typeOnly: boolean;
}

const importPattern = /(?:^|\n)\s*(import|export)\s+(type\s)?[^;"']*?from\s+"([^"]+)"|(?:^|\n)\s*import\s+"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/g;

export function importsOf({ path, text }: Source): Import[] {
  return [...text.matchAll(importPattern)].map((match) => {
    const written = (match[3] ?? match[4] ?? match[5])!;
    const to = written.startsWith(".") ? normalize(join(dirname(path), written)) : written;
    return { from: path, written, to, typeOnly: match[2] !== undefined };
  });
}
