#!/usr/bin/env node
/* Builds the web console into build/console: index.html, icon.svg, app.js, app.css. Usage: build-console.mjs [out dir] */
import { build } from "esbuild";
import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const source = join(root, "host-tools/console");
const still = ["index.html", "icon.svg"];

/** Resolves to the directory written. Throws esbuild's own error, which names file and line. */
export async function buildConsole(outDir = join(root, "build/console")) {
  await mkdir(outDir, { recursive: true });
  await build({
    entryPoints: [
      { in: join(source, "main.tsx"), out: "app" },
      { in: join(source, "app.css"), out: "app" },
    ],
    outdir: outDir,
    bundle: true,
    minify: true,
    sourcemap: false,
    format: "iife",
    target: ["es2022"],
    jsx: "automatic",
    jsxImportSource: "preact",
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
  });
  await Promise.all(still.map((name) => copyFile(join(source, name), join(outDir, name))));
  return outDir;
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  console.error(`console built: ${await buildConsole(process.argv[2])}`);
}
