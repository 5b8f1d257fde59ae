#!/usr/bin/env node
/*
 * Makes a fresh checkout ready, with Node's own modules alone: `ready.mjs start` for running, `ready.mjs test` for the
 * tests as well. Does only what is missing, so that a second call costs nothing worth mentioning.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(fileURLToPath(import.meta.url), "../..");
const purpose = process.argv[2] ?? "start";
const stampFile = join(root, "node_modules", ".latchkey-ready");
/* What the tests use of Debian; each of them is skipped, with its name, where it is missing. */
const debianPackages = { socat: "socat", "nfc-list": "libnfc-bin", "mifare-desfire-info": "libfreefare-bin", tshark: "tshark", chromium: "chromium" };

function say(text) {
  process.stderr.write(`${text}\n`);
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  say(`Latchkey needs Node 20.19 or newer, and this is ${process.version}. Install a newer Node and run this again.`);
  process.exit(1);
}

/** What is installed: the lock file's content, and whether the tools for tests are among it. */
function wanted() {
  return `${createHash("sha256").update(readFileSync(join(root, "package-lock.json"))).digest("hex")} ${purpose}`;
}

function installed() {
  const stamp = existsSync(stampFile) ? readFileSync(stampFile, "utf8") : "";
  return stamp === wanted() || stamp === wanted().replace(/ start$/, " test");
}

function installPackages() {
  if (installed()) return;
  const scope = purpose === "start" ? ["--omit=dev"] : [];
  say("Installing packages (once, some 20 seconds) ...");
  execFileSync("npm", ["ci", "--no-audit", "--no-fund", ...scope], { cwd: root, stdio: ["ignore", 2, 2] });
  writeFileSync(stampFile, wanted());
}

function onPath(program) {
  return (process.env.PATH ?? "").split(delimiter).some((dir) => existsSync(join(dir, program)));
}

function installDebianPackages() {
  const missing = Object.entries(debianPackages).filter(([program]) => !onPath(program)).map(([, name]) => name);
  if (missing.length === 0) return;
  if (missing.includes("chromium")) missing.push("fonts-nanum");
  const may = process.getuid?.() === 0 && onPath("apt-get");
  if (!may) return say(`Some tests will be skipped. To run them too: apt-get install ${missing.join(" ")}`);
  say(`Installing what the tests use: ${missing.join(" ")} ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const run = (...args) => spawnSync("apt-get", args, { env, stdio: ["ignore", "ignore", "ignore"], timeout: 600_000 }).status === 0;
  run("update", "-q");
  if (!run("install", "-y", "-q", "--no-install-recommends", ...missing)) say("Not all of it could be installed: the tests that need it are skipped.");
}

async function build() {
  mkdirSync(join(root, "build"), { recursive: true });
  const { buildCli } = await import("./build-cli.mjs");
  const { buildConsole } = await import("./build-console.mjs");
  await Promise.all([buildCli(), buildConsole()]);
}

checkNode();
installPackages();
if (purpose === "test") installDebianPackages();
await build();
