#!/usr/bin/env node
/* Types and lint, side by side: what one finds is printed in one piece, and all are told before this ends with 1. */
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(fileURLToPath(import.meta.url), "../..");
const projects = ["tsconfig.json", "firmware/tsconfig.json", "host-tools/tsconfig.neutral.json", "host-tools/console/tsconfig.json"];
const checks = [["eslint", "--max-warnings", "0", "firmware", "host-tools", "test", "scripts"], ...projects.map((project) => ["tsc", "-p", project])];

function passes([program, ...options]) {
  return new Promise((done) => {
    const child = spawn(resolve(root, "node_modules/.bin", program), options, { cwd: root, shell: process.platform === "win32" });
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => said.push(chunk));
    child.on("close", (code) => {
      process.stdout.write(Buffer.concat(said));
      done(code === 0);
    });
  });
}

async function inTurn(from) {
  let all = true;
  for (let next = from.shift(); next; next = from.shift()) all = (await passes(next)) && all;
  return all;
}

const lanes = await Promise.all(Array.from({ length: Math.min(checks.length, availableParallelism()) }, () => inTurn(checks)));
process.exitCode = lanes.every(Boolean) ? 0 : 1;
