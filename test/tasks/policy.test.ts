import { describe, expect, it } from 'vitest';
import type { ErrorRecord } from '../../src/lib/errors.ts';
import { say } from '../../src/lib/sentence.ts';
import { openRows } from './rows.ts';

const host = 'http://127.0.0.1:11434';
const at = (ms: number) => Date.UTC(2026, 2, 1, 12) + ms;
/** The level of a warning in a log line. */
const warn = 40;

type Case = {
  name: string;
  error: ErrorRecord;
  /** Of the task. */
  status: 'queued' | 'failed';
  tries: number;
  nextTryAt: number | null;
  person: string;
  /** Beside the sentence on the run's page. */
  personsNotice: string | null;
  administrators: string | null;
  log: string;
  tokenDied?: boolean;
};

const unreachable = say('captioner.modelUnreachable', { host, model: 'm' });
const kept = 'What was described until then is kept.';

const cases: Case[] = [
  {
    name: 'authentication: the person is asked to connect again',
    error: { category: 'authentication', code: 'token-dead', sentence: say('runs.connectionExpired') },
    ...{ status: 'failed', tries: 0, nextTryAt: null },
    person: `This run ended early. The server no longer accepts this connection. Connect the account again, then start the run. ${kept}`,
    personsNotice: 'The server no longer accepts this connection. Connect the account again, then start the run.',
    ...{ administrators: null, log: 'task failed', tokenDied: true },
  },
  {
    name: 'platform: the person’s server is waited for',
    error: {
      category: 'platform',
      code: 'unreachable',
      sentence: say('platforms.unreachable', { host: 'social.example' }),
    },
    ...{ status: 'queued', tries: 1, nextTryAt: at(30_000) },
    person: 'Waiting for your server, trying again at March 1, 2026 at 12:00 UTC. social.example could not be reached.',
    ...{ personsNotice: null, administrators: null, log: 'task waits' },
  },
  {
    name: 'platform that tells when: that is obeyed, and uses up no try',
    error: {
      category: 'platform',
      code: 'rate-limited',
      sentence: say('images.rateLimited', { host: 'social.example' }),
      retryAtMs: at(600_000),
    },
    ...{ status: 'queued', tries: 0, nextTryAt: at(600_000) },
    person: 'Waiting for your server, trying again at March 1, 2026 at 12:10 UTC. ',
    ...{ personsNotice: null, administrators: null, log: 'task waits' },
  },
  {
    name: 'resource that is away: the model is waited for, and uses up no try',
    error: { category: 'resource', code: 'model-unreachable', sentence: unreachable },
    ...{ status: 'queued', tries: 0, nextTryAt: at(10_000) },
    person: 'Waiting for Ollama, trying again at March 1, 2026 at 12:00 UTC or as soon as it answers. ',
    ...{ personsNotice: null, administrators: host, log: 'task waits' },
  },
  {
    name: 'resource that is broken: it goes back for later',
    error: { category: 'resource', code: 'events-lost', sentence: say('runs.eventsLost') },
    ...{ status: 'queued', tries: 1, nextTryAt: at(10_000) },
    person: 'Waiting, trying again at March 1, 2026 at 12:00 UTC. What was described could not be stored',
    ...{ personsNotice: null, administrators: 'What was described could not be stored', log: 'task waits' },
  },
  {
    name: 'resource whose thread died: it begins again at once, and nobody need know',
    error: { category: 'resource', code: 'thread-died', sentence: say('runs.threadDied') },
    ...{ status: 'queued', tries: 1, nextTryAt: at(0) },
    person: 'Waiting in the queue: this run is the next one.',
    ...{ personsNotice: null, administrators: null, log: 'task waits' },
  },
  {
    name: 'resource that no waiting will change: it is given up',
    error: {
      category: 'resource',
      code: 'not-ollama',
      isLasting: true,
      sentence: say('captioner.notOllama', { host, model: 'm' }),
    },
    ...{ status: 'failed', tries: 0, nextTryAt: null },
    person: 'This run ended early. ',
    ...{ personsNotice: host, administrators: host, log: 'task failed' },
  },
  {
    name: 'validation: it fails at once with the detail',
    error: {
      category: 'validation',
      code: 'other-server',
      sentence: say('platforms.otherServer', { other: 'elsewhere.example', host: 'social.example' }),
    },
    ...{ status: 'failed', tries: 0, nextTryAt: null },
    person: 'This run ended early. ',
    ...{ personsNotice: 'elsewhere.example', administrators: null, log: 'task failed' },
  },
];

describe('an attempt that ends in an error', () => {
  it.each(cases)('$name', async (expected) => {
    const scene = await openRows();
    const bob = scene.person('bob');
    const id = await scene.add('run', bob);
    const task = await scene.begin();
    if (!task) throw new Error('nothing was due');
    await scene.settle(task, { outcome: 'failed', error: expected.error });

    const { status, tries, nextTryAt } = expected;
    expect(scene.row(id)).toMatchObject({ status, tries, waitingUntil: nextTryAt, error: expected.error });
    expect(scene.told(id)).toContain(expected.person);
    const noticesTo = (to: string) => scene.notices().filter((notice) => notice.to === to);
    expect(noticesTo(bob.user.id).map(({ says }) => says)).toEqual(
      expected.personsNotice === null ? [] : [expect.stringContaining(expected.personsNotice)],
    );
    expect(noticesTo('administrators').map(({ says }) => says)).toEqual(
      expected.administrators === null ? [] : [expect.stringContaining(expected.administrators)],
    );
    expect(scene.lines).toMatchObject([{ level: warn, msg: expected.log, taskId: id, tries, error: expected.error }]);
    expect(scene.tokenDeaths).toEqual(expected.tokenDied ? [bob.connection.id] : []);
    const jobs = nextTryAt === null ? [] : [id];
    expect([...(await scene.queue.taskIds())]).toEqual(jobs);
    scene.clock.advance((nextTryAt ?? scene.clock.now()) - scene.clock.now() - 1);
    expect(await scene.queue.claim('early')).toBeNull();
    scene.clock.advance(1);
    expect(await scene.queue.claim('later')).toBe(nextTryAt === null ? null : id);
  });
});
