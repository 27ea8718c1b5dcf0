import { describe, expect, it } from 'vitest';
import {
  describeOutcome,
  playwrightOutcome,
  totalLine,
  vitestOutcome,
} from '../../../scripts/testing/outcome.mjs';

/** As vitest 4 writes it, reduced to the relevant fields. */
function vitestReport(files: [status: string, tests: string[]][], success: boolean) {
  const tests = files.flatMap(([, statuses]) => statuses);
  const count = (status: string) => tests.filter((each) => each === status).length;
  return {
    success,
    numPassedTests: count('passed'),
    numFailedTests: count('failed'),
    numPendingTests: count('pending'),
    testResults: files.map(([status, statuses]) => ({
      status,
      assertionResults: statuses.map((each) => ({ status: each })),
    })),
  };
}

const playwrightReport = (
  stats: Partial<Record<'expected' | 'unexpected' | 'flaky' | 'skipped', number>>,
) => ({
  stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0, ...stats },
  errors: [] as unknown[],
});

describe('the counts of vitest', () => {
  it('count its tests', () => {
    const report = vitestReport(
      [
        ['passed', ['passed', 'passed', 'pending']],
        ['failed', ['passed', 'failed']],
      ],
      false,
    );
    expect(vitestOutcome(report)).toEqual({ passed: 3, failed: 1, skipped: 1 });
  });

  it('count a file that does not load as a failure', () => {
    const report = vitestReport(
      [
        ['passed', ['passed']],
        ['failed', []],
      ],
      false,
    );
    expect(vitestOutcome(report)).toMatchObject({ passed: 1, failed: 1 });
  });

  it('count an error outside the tests as a failure', () => {
    expect(vitestOutcome(vitestReport([['passed', ['passed']]], false))).toMatchObject({
      passed: 1,
      failed: 1,
    });
  });

  it('count a run without tests as a failure', () => {
    expect(vitestOutcome(vitestReport([], true))).toMatchObject({ passed: 0, failed: 1 });
  });
});

describe('the counts of Playwright', () => {
  it('count a test that passes only when repeated as a failure', () => {
    const report = playwrightReport({ expected: 5, unexpected: 1, flaky: 2, skipped: 3 });
    expect(playwrightOutcome(report)).toEqual({ passed: 5, failed: 3, skipped: 3 });
  });

  it('count an error outside the tests as a failure', () => {
    const report = { ...playwrightReport({ expected: 5 }), errors: [{ message: 'no config' }] };
    expect(playwrightOutcome(report)).toMatchObject({ passed: 5, failed: 1 });
  });
});

describe('the last line', () => {
  it('is the plain total over all runners', () => {
    expect(
      totalLine([
        { passed: 3, failed: 0 },
        { passed: 40, failed: 2, skipped: 7 },
      ]),
    ).toBe('43 passed, 2 failed');
  });

  it('is there when nothing ran', () => {
    expect(totalLine([])).toBe('0 passed, 0 failed');
  });

  it('leaves skipped tests to the line of each runner', () => {
    expect(describeOutcome({ passed: 1, failed: 0, skipped: 2 })).toBe('1 passed, 0 failed, 2 skipped');
  });
});
