import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { requireServerUnderTest } from '../../scripts/launch/conformance.mjs';
import { differencesOf } from '../contracts/differences.ts';
import { root } from '../support/architecture.ts';
import type { DialectName } from '../support/sandbox-instance/dialects/index.ts';
import { startSandboxInstance } from '../support/sandbox-instance/index.ts';
import { readServerUnderTest } from './server.ts';
import { findServer, openServerStage } from './server-stage.ts';

const patience = { timeout: 120_000 };

/** A sandbox with an account that has a post already, to be reached like a real server: over its API alone. */
async function startServer(dialect: DialectName) {
  const sandbox = await startSandboxInstance({ dialect });
  onTestFinished(sandbox.close);
  sandbox.liftRateLimits();
  const bob = sandbox.createAccount({ username: 'bob', password: 'bob' });
  const hers = sandbox.createPost(bob, { text: 'Not of the tests', media: [{}] });
  const posting = differencesOf(dialect).signsIn === 'by MiAuth' ? 'write:notes' : 'read write';
  const token = sandbox.issueToken(bob, `${differencesOf(dialect).scopes} ${posting}`);
  const before = sandbox.snapshot();
  const expectUntouched = () => {
    expect(sandbox.posts(bob).map(({ id }) => id)).toEqual([hers.id]);
    expect(sandbox.diff(before, sandbox.snapshot())).toEqual([]);
  };
  return { sandbox, token, underTest: { server: sandbox.origin, token }, expectUntouched };
}

/** The command of `npm run conformance`, without what the launcher does before it. */
async function runAgainst({ server, token }: { server: string; token: string }) {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST'));
  const env = { ...Object.fromEntries(own), ALTWRIGHT_CONFORMANCE_SERVER: server, ALTWRIGHT_CONFORMANCE_TOKEN: token };
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'conformance.config.ts', '--no-color'];
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [output, trouble] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, output: output + trouble, lastLine: output.trim().split('\n').at(-1) ?? '' };
}

describe('the conformance run', () => {
  it.each(['mastodon', 'misskey'] as const)(
    'plays the contract over the API of a %s server and cleans up',
    patience,
    async (dialect) => {
      const { underTest, expectUntouched } = await startServer(dialect);
      const { code, output, lastLine } = await runAgainst(underTest);
      expect(code, output).toBe(0);
      const [, passed = '0', failed, skipped = '0'] = /(\d+) passed, (\d+) failed, (\d+) skipped/.exec(lastLine) ?? [];
      expect(failed).toBe('0');
      expect(Number(passed)).toBeGreaterThan(12);
      expect(Number(skipped)).toBeGreaterThan(12);
      // Each that a real server cannot be made to do is named, and none of them counts as passed.
      expect(output.match(/\(?not run: /g)?.length).toBeGreaterThanOrEqual(Number(skipped));
      expectUntouched();
    },
  );

  it('fails where the server does not do what its family does, and cleans up all the same', patience, async () => {
    const { sandbox, underTest, expectUntouched } = await startServer('mastodon');
    sandbox.faults.add({ fault: 'status', code: 200, body: {}, when: { method: 'PUT', path: /\/api\/v1\/statuses/ } });
    const { code, lastLine } = await runAgainst(underTest);
    expect(code).not.toBe(0);
    expect(lastLine).toMatch(/[1-9]\d* failed/);
    expectUntouched();
  });
});

describe('its stage', () => {
  const families = ['gotosocial', 'hollo', 'pleroma', 'iceshrimp', 'snac', 'pixelfed', 'friendica', 'sharkey'] as const;
  it.each(families)('posts, looks and deletes over the API of a %s server', async (dialect) => {
    const { underTest, expectUntouched } = await startServer(dialect);
    const stage = await openServerStage(underTest, await findServer(underTest));
    const post = await stage.createPost({ text: 'Of the tests', media: [{}, { description: 'A lamp' }] });
    const before = await stage.snapshot();
    expect(Object.values(before)).toMatchObject([{ media: [{ description: null }, { description: 'A lamp' }] }]);
    expect((await stage.client.readPost(post.id)).media.map(({ description }) => description)).toEqual([
      null,
      'A lamp',
    ]);
    await stage.editAsOwner(post.id, { descriptions: { [post.mediaIds[0] ?? '']: 'A pier' } });
    expect(stage.diff(before, await stage.snapshot())).toMatchObject([
      { otherwise: [], descriptions: [{ before: null, after: 'A pier' }] },
    ]);
    await stage.close();
    expectUntouched();
  });

  it('calls nobody else who lives there', async () => {
    const { underTest } = await startServer('mastodon');
    const stage = await openServerStage(underTest, await findServer(underTest));
    await stage.createPost({ text: 'Look, @alice', media: [{}] });
    expect(Object.values(await stage.snapshot())).toMatchObject([{ text: 'Look, @bob' }]);
    await stage.close();
  });

  it('needs to know the server and a token', () => {
    const half = { ALTWRIGHT_CONFORMANCE_SERVER: 'https://social.example' };
    expect(() => readServerUnderTest(half)).toThrow('ALTWRIGHT_CONFORMANCE_TOKEN');
    expect(() => requireServerUnderTest(half)).toThrow(/Set ALTWRIGHT_CONFORMANCE_TOKEN:/);
    expect(() => requireServerUnderTest({})).toThrow(expect.objectContaining({ exitCode: 2 }));
    const whole = { ...half, ALTWRIGHT_CONFORMANCE_TOKEN: 'x' };
    expect(() => requireServerUnderTest(whole)).not.toThrow();
    expect(readServerUnderTest(whole)).toEqual({ server: 'https://social.example', token: 'x' });
  });
});
