import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { captionVersions, images } from '../../../db/schema.ts';
import type { DescribeLimits } from '../../../src/captioner/engines/watchdog.ts';
import type { Sentence } from '../../../src/lib/sentence.ts';
import words from '../../../templates/words/en/captioner.json' with { type: 'json' };
import { makeTestDatabase, type TestDatabase } from '../../support/database.ts';
import { modelName, openEngine, quickSettings, settlePerson, until } from '../../support/engine.ts';
import { postPictures, quickModel } from '../../support/run-scene.ts';
import { type SandboxInstance, startSandboxInstance } from '../../support/sandbox-instance/index.ts';
import { type Fault, faultKinds, type SandboxOllama, startSandboxOllama } from '../../support/sandbox-ollama/index.ts';
import type { RequestRecord } from '../../support/sandbox-ollama/request-log.ts';
import { type Outcome, otherKinds, type RunRow, runRows } from './fault-rows.ts';

/** Short enough to wait for, and long enough for a busy machine to answer in. */
const impatience: Partial<DescribeLimits> = { firstByteColdMs: 4000, firstByteWarmMs: 4000, idleMs: 4000 };

let database: TestDatabase;
let instance: SandboxInstance;
let ollama: SandboxOllama;
let engine: ReturnType<typeof openEngine>;

beforeAll(async () => {
  database = await makeTestDatabase();
  instance = await startSandboxInstance({ dialect: 'mastodon' });
  ollama = await startSandboxOllama({ models: quickModel(10) });
  engine = openEngine(database, ollama, {
    inFlight: 1,
    async buildSpec(_, plainly) {
      const spec = plainly();
      return { ...spec, modelHosts: spec.modelHosts.map((host) => ({ ...host, limits: impatience })) };
    },
  });
  await engine.start();
});

afterAll(async () => {
  await engine.stop();
  await Promise.all([instance.close(), ollama.close()]);
  database.close();
});

/** Those that were turned away at the door unread, too. */
const chats = () => ollama.log.filter(({ route }) => route === '/api/chat');

let people = 0;

/** Starts a run over three pictures of a new person; the fault befalls the second. */
async function startRun(fault: Fault) {
  people += 1;
  const person = await settlePerson(database, instance, `bob${people}`);
  postPictures(instance, person.account, 3);
  ollama.faults.clear();
  ollama.faults.add({ ...fault, route: '/api/chat', after: 1 });
  const before = chats().length;
  const { id } = await engine.generation.start(person.user, person.connection, quickSettings, modelName);
  return {
    id,
    row: () => engine.taskRow(id),
    calls: () => chats().slice(before),
    pictures: () =>
      database.db
        .select()
        .from(images)
        .all()
        .filter(({ connectionId }) => connectionId === person.connection.id),
  };
}

const nameOf = ({ fault }: RunRow) => `${fault.kind}${fault.times === 2 ? ' twice' : ''}`;

describe('the second of three pictures', () => {
  it.each(runRows.map((row) => [nameOf(row), row] as const))('%s', async (_, { fault, outcome }) => {
    const run = await startRun(fault);
    if (outcome.becomes === 'wait') {
      await until(() => run.row().waitingUntil !== null);
      expect(run.row()).toMatchObject({ status: 'queued', imagesDrafted: 1, imagesFailed: 0 });
      expectUnderstood(run.row().waitingReason, outcome.sentence);
      engine.hurry(run.id);
    }
    await until(() => ['completed', 'failed'].includes(run.row().status));
    const failures = outcome.becomes === 'failure' ? 1 : 0;
    expect(run.row()).toMatchObject({ status: 'completed', imagesDrafted: 3 - failures, imagesFailed: failures });
    const errors = run.pictures().flatMap(({ error }) => (error ? [error.sentence] : []));
    expect(errors).toHaveLength(failures);
    if (outcome.becomes === 'failure') expectUnderstood(errors[0], outcome.sentence);
    expect(changedRetriesOf(run.pictures())).toEqual(
      outcome.becomes === 'draft' && outcome.changedRetry ? [outcome.changedRetry] : [],
    );
    expectRepeat(run.calls(), outcome);
    await until(() => ollama.generating() === 0);
  });

  it('is waited with while the server cannot be reached at all', async () => {
    const run = await startRun({ kind: 'stall', k: 2, ms: 300 });
    await until(() => run.row().imagesDrafted === 1 && ollama.generating() === 1);
    await ollama.refuseConnections();
    await until(() => run.row().waitingUntil !== null);
    expectUnderstood(run.row().waitingReason, 'captioner.modelUnreachable');
    await ollama.acceptConnections();
    engine.hurry(run.id);
    await until(() => run.row().status === 'completed');
    expect(run.row()).toMatchObject({ imagesDrafted: 3, imagesFailed: 0, tries: 0 });
  });
});

describe('a run that meets nothing but lasting trouble', () => {
  it('ends with the reason, also with fewer pictures than make sure, and leaves them for another run', async () => {
    const person = await settlePerson(database, instance, 'carol');
    postPictures(instance, person.account, 2);
    ollama.faults.clear();
    ollama.faults.add({ kind: '401', route: '/api/chat', times: 2 });
    const { id } = await engine.generation.start(person.user, person.connection, quickSettings, modelName);
    await until(() => engine.taskRow(id).status === 'failed');
    expect(engine.taskRow(id)).toMatchObject({ imagesFailed: 0, error: { code: 'model-access' } });
    const again = await engine.generation.start(person.user, person.connection, quickSettings, modelName);
    await until(() => engine.taskRow(again.id).status === 'completed');
    expect(engine.taskRow(again.id)).toMatchObject({ imagesDrafted: 2, imagesFailed: 0 });
  });
});

it('every fault of the sandbox has its row', () => {
  const kinds = [...runRows.map(({ fault }) => fault.kind), ...otherKinds];
  expect(new Set(kinds)).toEqual(new Set(faultKinds));
});

function changedRetriesOf(pictures: { id: string }[]) {
  const ids = new Set(pictures.map(({ id }) => id));
  const versions = database.db.select().from(captionVersions).all();
  return versions.flatMap(({ imageId, changedRetry }) => (changedRetry && ids.has(imageId) ? [changedRetry] : []));
}

/** The sentence has words, and all that they are about. */
function expectUnderstood(sentence: Sentence | null | undefined, key: string): void {
  expect(sentence?.key).toBe(key);
  const text = (words as Record<string, string>)[key.replace('captioner.', '')] ?? '';
  const names = [...text.matchAll(/\{\{(\w+)/g)].map(([, name = '']) => name);
  expect(text).not.toBe('');
  for (const name of names) expect(sentence?.values?.[name]).toBeTruthy();
}

/** Of what is turned away at the door the sandbox knows no more than the length. */
function expectRepeat(calls: RequestRecord[], { becomes, repeat }: Outcome): void {
  const [, faulty, next] = calls;
  // Where the run waited, the second picture is asked about once more in the next attempt.
  expect(calls).toHaveLength(3 + (repeat === 'never' ? 0 : 1) + (becomes === 'wait' ? 1 : 0));
  if (repeat === 'as before') expect(next?.bodyBytes).toBe(faulty?.bodyBytes);
  if (repeat === 'as before' && faulty?.images.length) expect(looksOf(next)).toEqual(looksOf(faulty));
  if (repeat === 'otherwise') {
    expect(looksOf(next).picture).toEqual(looksOf(faulty).picture);
    expect(looksOf(next).seed).not.toBe(looksOf(faulty).seed);
  }
  if (repeat === 'as PNG')
    expect([faulty, next].map((call) => call?.images[0]?.header?.format)).toEqual(['jpeg', 'png']);
  if (repeat === 'with half the pixels') expect(next?.bodyBytes).toBeLessThan(Number(faulty?.bodyBytes) * 0.8);
  if (repeat === 'with half the pixels' && faulty?.images.length) {
    expect(pixels(next) / pixels(faulty)).toBeCloseTo(0.5, 1);
  }
}

const looksOf = (call: RequestRecord | undefined) => ({
  picture: call?.images[0]?.sha256,
  seed: call?.options.seed,
});

function pixels(call: RequestRecord | undefined): number {
  const { width = 0, height = 0 } = call?.images[0]?.header ?? {};
  return width * height;
}
