#!/usr/bin/env node
/* Writes board-configs/schema.json and refused-schema.json from host-tools/flash/board-schema.ts. */
import { build } from "esbuild";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = resolve(fileURLToPath(import.meta.url), "../..");
const outfile = join(root, "build/board-schema.mjs");
await build({ entryPoints: [join(root, "host-tools/flash/board-schema.ts")], outfile, bundle: true, format: "esm", platform: "node", packages: "external" });
const { boardJsonSchema, refusedJsonSchema } = await import(pathToFileURL(outfile).href);
writeFileSync(join(root, "board-configs/schema.json"), boardJsonSchema());
writeFileSync(join(root, "board-configs/refused-schema.json"), refusedJsonSchema());
