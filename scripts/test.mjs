#!/usr/bin/env node
/*
 * Every test, or those whose path matches an argument, in two runs. What keeps a time of its own takes every core; what goes by the
 * machine's clock (servers, browsers, serial lines, the interpreter) has a core to itself, so that no test waits for another's work.
 * The last line is the sum, in a form that any script can read.
 */
import { fileURLToPath } from "node:url";
import { resolve } from "node:path";
import { runCLI } from "jest";

const root = resolve(fileURLToPath(import.meta.url), "../..");
const byTheClock = ["browser", "chip", "peers", "story"].map((room) => `/test/${room}/`);
const wanted = process.argv.slice(2);
const sum = { passed: 0, failed: 0, skipped: 0 };

async function run(name, options) {
  process.stdout.write(`\n${name}\n`);
  const { results } = await runCLI({ $0: "", _: wanted, reporters: ["default"], passWithNoTests: true, ...options }, [root]);
  for (const { testResults } of results.testResults)
    for (const test of testResults) if (test.status === "pending") process.stdout.write(`skipped: ${test.fullName}\n`);
  sum.passed += results.numPassedTests;
  /* A file that could not even be loaded counts as one failure. */
  sum.failed += results.numFailedTests + results.numRuntimeErrorTestSuites;
  sum.skipped += results.numPendingTests;
}

await run("In a time of their own", { testPathIgnorePatterns: ["/node_modules/", ...byTheClock], maxWorkers: "100%" });
await run("By the machine's clock", { testMatch: byTheClock.map((room) => `${root}${room}**/*.test.ts`), maxWorkers: "50%" });
process.exitCode = sum.failed > 0 ? 1 : 0;
const skipped = sum.skipped ? `, ${sum.skipped} skipped` : "";
process.on("exit", () => process.stdout.write(`${sum.passed} passed, ${sum.failed} failed${skipped}\n`));
