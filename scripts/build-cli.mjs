#!/usr/bin/env node
/* Builds the command line into build/latchkey.mjs. Packages stay outside and are loaded when a command needs them. */
import { build } from "esbuild";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** Resolves when the program and its parts are written. */
export async function buildCli(outDir = join(root, "build")) {
  await build({
    entryPoints: [{ in: join(root, "host-tools/cli/main.ts"), out: "latchkey" }],
    outdir: outDir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    chunkNames: "cli/[name]-[hash]",
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    sourcemap: "linked",
    logLevel: "warning",
  });
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) await buildCli();
