// Adds up the runs, given as pairs of an exit code and Vitest's JSON report, and prints what failed and one last line.
// A run that failed though no test of it did (a check, a crash), or that ran no test at all, counts as one failure: the
// line must never look better than what happened.
import { readFileSync } from "node:fs";

/** The most of a failure's message that is printed: all of it is further up, where a long output may have been cut. */
const MESSAGE_LENGTH = 600;

/** What a report counts, and its failures; nothing when it was not written. */
function countsOf(file) {
  try {
    const report = JSON.parse(readFileSync(file, "utf8"));
    // A test file that does not even load has no tests to count, and still failed.
    const unloaded = report.testResults.filter(
      (suite) => suite.status === "failed" && suite.assertionResults.length === 0,
    );
    const failures = report.testResults.flatMap((suite) =>
      suite.assertionResults
        .filter(({ status }) => status === "failed")
        .map(({ fullName, failureMessages }) => `${suite.name} > ${fullName}\n${failureMessages.join("\n")}`),
    );
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + unloaded.length,
      skipped: report.numPendingTests + report.numTodoTests,
      failures: [...failures, ...unloaded.map(({ name, message }) => `${name}\n${message}`)],
    };
  } catch {
    return { passed: 0, failed: 0, skipped: 0, failures: [] };
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
  for (const failure of counts.failures) console.log(`failed: ${failure.slice(0, MESSAGE_LENGTH)}`);
}
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 ? 1 : 0;
