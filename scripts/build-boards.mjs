#!/usr/bin/env node
/* Writes docs/boards.md and the wiring sheets in docs/wiring from board-configs/. */
import { build } from "esbuild";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = resolve(fileURLToPath(import.meta.url), "../..");

/** The exports of a TypeScript file of this project. */
async function load(file) {
  const outfile = join(root, "build", `${file.replace(/\W/g, "-")}.mjs`);
  await build({ entryPoints: [join(root, file)], outfile, bundle: true, format: "esm", platform: "node", packages: "external", logLevel: "error" });
  return import(pathToFileURL(outfile).href);
}

const { boardNames, loadBoard } = await load("host-tools/flash/board-config.ts");
const { boardsPage } = await load("host-tools/flash/boards-page.ts");
const { wiringSheet } = await load("host-tools/flash/wiring/sheet.ts");
mkdirSync(join(root, "docs/wiring"), { recursive: true });
writeFileSync(join(root, "docs/boards.md"), boardsPage(root));
for (const board of boardNames(root).map((name) => loadBoard(root, name))) {
  if (!board.header) continue;
  for (const lang of ["en", "ko"]) writeFileSync(join(root, `docs/wiring/${board.name}.${lang}.svg`), wiringSheet(board, lang));
}
