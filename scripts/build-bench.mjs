#!/usr/bin/env node
/* Builds the bench into build/bench.mjs, from the same sources as everything else. */
import { build } from "esbuild";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(fileURLToPath(import.meta.url), "../..");
await build({
  entryPoints: [join(root, "test/bench/run.ts")],
  outfile: join(root, "build/bench.mjs"),
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
  sourcemap: "linked",
  logLevel: "warning",
});
