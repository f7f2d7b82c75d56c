import { appendFileSync } from 'node:fs';

/** Adds a Jest run's counts to the file that TEST_TALLY names, one JSON line a run, so that many runs can be summed. */
export default class TallyReporter {
  onRunComplete(_contexts, results) {
    const file = process.env.TEST_TALLY;
    if (!file) return;
    const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = results;
    // a file that does not load has no tests to fail, and must not look like a success
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    appendFileSync(file, `${JSON.stringify({ passed: numPassedTests, failed, skipped: numPendingTests })}\n`);
  }
}
