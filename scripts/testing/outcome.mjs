/**
 * Result of one runner.
 *
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed
 * @property {number} [skipped]
 */

/**
 * Counts of a vitest JSON report. A test file that fails as a whole (it does not load, a hook throws) has no failed
 * test to show for it and counts as one.
 *
 * @param {{ success: boolean, numPassedTests: number, numFailedTests: number, numPendingTests: number,
 *   numTodoTests?: number, testResults: { status: string, assertionResults: { status: string }[] }[] }} report
 * @returns {Outcome}
 */
export function vitestOutcome(report) {
  const failedFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  return neverEmpty(
    {
      passed: report.numPassedTests,
      failed: report.numFailedTests + failedFiles.length,
      skipped: report.numPendingTests + (report.numTodoTests ?? 0),
    },
    report.success,
  );
}

/**
 * Counts of a Playwright JSON report. A test that passes only when repeated has failed.
 *
 * @param {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number },
 *   errors: unknown[] }} report
 * @returns {Outcome}
 */
export function playwrightOutcome(report) {
  const { expected, unexpected, flaky, skipped } = report.stats;
  return neverEmpty({ passed: expected, failed: unexpected + flaky, skipped }, report.errors.length === 0);
}

/**
 * @param {Outcome[]} outcomes
 * @returns {string} the last line of a test run: `N passed, N failed`.
 */
export function totalLine(outcomes) {
  const sum = (/** @type {'passed' | 'failed'} */ key) =>
    outcomes.reduce((total, outcome) => total + outcome[key], 0);
  return `${sum('passed')} passed, ${sum('failed')} failed`;
}

/**
 * @param {Outcome} outcome
 * @returns {string} e.g. `12 passed, 0 failed, 1 skipped`.
 */
export function describeOutcome(outcome) {
  const skipped = outcome.skipped ? `, ${outcome.skipped} skipped` : '';
  return `${totalLine([outcome])}${skipped}`;
}

/**
 * A runner that failed without a failed test, or ran none, counts as one failure: silence is not success.
 *
 * @param {Outcome} outcome
 * @param {boolean} succeeded - as the runner reports.
 * @returns {Outcome}
 */
export function neverEmpty(outcome, succeeded) {
  if (outcome.failed > 0 || (succeeded && outcome.passed > 0)) return outcome;
  return { ...outcome, failed: 1 };
}
