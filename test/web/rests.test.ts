import { expect, it, onTestFinished } from 'vitest';
import { say } from '../../src/lib/sentence.ts';
import { until } from '../support/engine.ts';
import { openRunWeb, runFields } from '../support/run-web.ts';

const listing = { path: /\/accounts\/[^/]+\/statuses/ };
const refusal = { fault: '429', retryAfterSeconds: 600, when: listing, times: 1 } as const;
const wait = 10 * 60_000;

/** Bob's account, and what its server is asked from now on. */
async function openAsked() {
  const web = await openRunWeb();
  const { connections } = web.parts;
  const before = web.instance.log.length;
  return {
    ...web,
    rests: connections.rests,
    asked: () => web.instance.log.length - before,
    isLeftAlone: () => connections.rests.forWriting(web.connection.id)?.why.key === 'connections.serverPauses',
  };
}

it('a look at new posts that is told to wait makes everything of the account wait', async () => {
  const web = await openAsked();
  const watching = { isWatching: 'on', patienceMinutes: '0', nightlyPictures: '0', nightHour: '3', model: 'gemma3:4b' };
  await web.browser.post(`/connections/${web.connection.id}/watching`, watching);
  web.instance.faults.add(refusal);
  web.clock.advance(60_000);
  await web.parts.schedule.tick();
  expect(web.isLeftAlone()).toBe(true);
  const asked = web.asked();
  await web.browser.post('/generate/preview', runFields(web.connection.id));
  web.clock.advance(wait - 60_000);
  await web.parts.schedule.tick();
  expect(web.asked()).toBe(asked);
  web.clock.advance(10 * 60_000);
  expect(web.isLeftAlone()).toBe(false);
});

it('a run that is told to wait makes the publisher wait, and another run is not begun', async () => {
  const web = await openAsked();
  const { engine, generation } = web.parts;
  web.instance.faults.add(refusal);
  await web.browser.post('/tasks', runFields(web.connection.id));
  const actor = { id: web.bob.user.id, role: 'member' } as const;
  await engine.start({ hasHelpers: false });
  onTestFinished(() => engine.stop());
  await until(() => web.isLeftAlone());
  expect(web.asked()).toBeGreaterThan(0);
  const { id = '' } = generation.active(actor) ?? {};
  await generation.cancel(actor, id);
  const asked = web.asked();
  await web.browser.post('/tasks', runFields(web.connection.id));
  await until(() => generation.active(actor)?.waitingReason?.key === 'connections.serverPauses');
  expect(web.asked()).toBe(asked);
});

it('what the publisher was told keeps a look at new posts away', async () => {
  const web = await openAsked();
  const error = { category: 'platform', sentence: say('platforms.rateLimited', { host: 'x' }) } as const;
  web.rests.obey(web.connection.id, { ...error, code: 'rate-limited', retryAtMs: web.clock.now() + wait });
  const look = await web.browser.post('/generate/preview', runFields(web.connection.id));
  expect(await look.text()).toContain('asked to be left alone');
  expect(web.asked()).toBe(0);
});
