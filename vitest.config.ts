import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Much of the time is waiting for servers, threads and browsers of the tests' own; more than three get in each other's way.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // For what hangs: how quick something is to be is asked where it matters, not of every test on a busy machine.
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // A second, the default of `expect.poll`, is short on a machine that does three things at once.
    expect: { requireAssertions: true, poll: { timeout: 30_000 } },
    restoreMocks: true,
    setupFiles: ['test/setup.ts'],
    reporters: ['default', './test/closing-reporter.ts'],
  },
});
