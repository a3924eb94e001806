import type { Reporter, SerializedError, TestCase, TestModule, TestRunEndReason } from 'vitest/node';

/**
 * Ends the output with one line, `N passed, N failed, N skipped`, alone and last; names what was skipped above it.
 * Errors outside of tests (a file that does not load, a rejection nobody handled) count as failed.
 */
export default class ClosingReporter implements Reporter {
  onTestRunEnd(
    modules: ReadonlyArray<TestModule>,
    errors: ReadonlyArray<SerializedError>,
    reason: TestRunEndReason,
  ): void {
    process.stdout.write(closingLines(modules, errors.length, reason).join('\n'));
  }
}

/** The skipped tests' names and the closing line. */
export function closingLines(modules: Iterable<TestModule>, errorCount: number, reason: TestRunEndReason): string[] {
  const count = { passed: 0, failed: errorCount, skipped: 0, pending: 0 };
  const skipped: string[] = [];
  for (const module of modules) {
    count.failed += module.errors().length;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      count[state] += 1;
      if (state === 'skipped') skipped.push(nameOf(module, test));
    }
    for (const suite of module.children.allSuites()) count.failed += suite.errors().length;
  }
  // A test that never came to an end has not passed; an interrupted run must not read as a good one.
  const failed = count.failed + count.pending || (reason === 'passed' ? 0 : 1);
  return [
    ...(skipped.length > 0 ? ['Skipped:', ...skipped, ''] : []),
    `${count.passed} passed, ${failed} failed, ${count.skipped} skipped`,
    '',
  ];
}

function nameOf(module: TestModule, test: TestCase): string {
  const result = test.result();
  const note = result.state === 'skipped' && result.note ? ` (${result.note})` : '';
  return `  ${module.relativeModuleId} > ${test.fullName}${note}`;
}
