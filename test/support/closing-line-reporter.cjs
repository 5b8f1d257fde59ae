/* The last line of a run, in a form that any script can read. Skipped tests are named with what they miss. */
module.exports = class ClosingLineReporter {
  onRunComplete(_contexts, results) {
    for (const suite of results.testResults)
      for (const test of suite.testResults)
        if (test.status === "pending") console.log(`skipped: ${test.fullName}`);
    /* A file that could not even be loaded counts as one failure. */
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests ? `, ${results.numPendingTests} skipped` : "";
    process.on("exit", () => process.stdout.write(`${results.numPassedTests} passed, ${failed} failed${skipped}\n`));
  }
};
