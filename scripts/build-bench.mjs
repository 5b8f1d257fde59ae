#!/usr/bin/env node
/* Builds the bench, the power-cut runs and the soak into build/, from the same sources as everything else. */
import { build } from "esbuild";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(fileURLToPath(import.meta.url), "../..");
await build({
  entryPoints: { bench: join(root, "test/bench/run.ts"), torture: join(root, "test/power-cut/run.ts"), soak: join(root, "test/chip/soak/run.ts") },
  outdir: join(root, "build"),
  outExtension: { ".js": ".mjs" },
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
  sourcemap: "linked",
  logLevel: "warning",
});
