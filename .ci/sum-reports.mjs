// Adds up the runs, given as pairs of an exit code and Vitest's JSON report, and prints one line. A run that failed
// though no test of it did (a check, a crash), or that ran no test at all, counts as one failure: the line must never
// look better than what happened.
import { readFileSync } from "node:fs";

/** What a report counts; nothing when it was not written. */
function countsOf(file) {
  try {
    const report = JSON.parse(readFileSync(file, "utf8"));
    // A test file that does not even load has no tests to count, and still failed.
    const unloaded = report.testResults.filter(
      (suite) => suite.status === "failed" && suite.assertionResults.length === 0,
    );
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + unloaded.length,
      skipped: report.numPendingTests + report.numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}

const total = { passed: 0, failed: 0, skipped: 0 };
const args = process.argv.slice(2);
for (let index = 0; index < args.length; index += 2) {
  const counts = countsOf(args[index + 1]);
  const failedOtherwise = args[index] !== "0" || counts.passed === 0;
  total.passed += counts.passed;
  total.failed += counts.failed === 0 && failedOtherwise ? 1 : counts.failed;
  total.skipped += counts.skipped;
}
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 ? 1 : 0;
