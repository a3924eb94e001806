import { defineConfig } from 'vitest/config';

/** A server may let half an hour pass before it takes another deletion. */
const patienceMs = 45 * 60_000;

/** `npm run conformance`: the contract of a platform family against a real server. */
export default defineConfig({
  test: {
    include: ['test/conformance/real-server.ts'],
    testTimeout: patienceMs,
    hookTimeout: patienceMs,
    teardownTimeout: patienceMs,
    expect: { requireAssertions: true },
    // Names what was not run, with the reason.
    reporters: ['default', './test/closing-reporter.ts'],
  },
});
