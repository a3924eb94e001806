import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Two tests beside each other, on whatever machine: they start servers, threads and browsers of their own.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    expect: { requireAssertions: true },
    restoreMocks: true,
    setupFiles: ['test/setup.ts'],
    reporters: ['default', './test/closing-reporter.ts'],
  },
});
