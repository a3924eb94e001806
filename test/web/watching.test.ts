import { describe, expect, it } from 'vitest';
import { insertTask } from '../../db/tasks.ts';
import { findWatch } from '../../db/watches.ts';
import { openRunWeb } from '../support/run-web.ts';

const fields = {
  ...{ isWatching: 'on', patienceMinutes: '30', nightlyPictures: '200', nightHour: '3' },
  model: 'gemma3:4b',
};

async function openWatchingWeb() {
  const web = await openRunWeb();
  const path = `/connections/${web.connection.id}/watching`;
  return {
    ...web,
    path,
    page: () => web.text(path),
    save: (changed: Record<string, string> = {}) => web.browser.post(path, { ...fields, ...changed }),
    watch: () => findWatch(web.parts.db, web.connection.id),
  };
}

describe('the page on describing by itself', () => {
  it('is off in all its parts until somebody turns them on', async () => {
    const web = await openWatchingWeb();
    const page = await web.page();
    expect(page).toContain('value="60"');
    expect(page).not.toMatch(/name="(isWatching|publishesUnasked)"[^>]* checked/);
    expect(page).not.toContain('Next look');
    expect(web.watch()).toBeUndefined();
    expect(await web.text('/connections')).toContain(`href="${web.path}"`);
  });

  it('keeps what is wanted and says when it looks next', async () => {
    const web = await openWatchingWeb();
    const answer = await web.save();
    expect(answer.headers.get('location')).toBe(`${web.path}?done=on`);
    expect(web.watch()).toMatchObject({
      ...{ isWatching: true, patienceMinutes: 30, nightlyPictures: 200, nightHour: 3 },
      ...{ watchesSince: web.clock.now(), nextLookAt: web.clock.now(), publishesUnaskedSince: null },
    });
    const page = await web.page();
    expect(page).toContain('Next look');
    expect(page).toContain('Next night');
    expect(page).toContain('value="200"');
  });

  it('turns off what is taken back', async () => {
    const web = await openWatchingWeb();
    await web.save();
    const off = { patienceMinutes: '30', nightlyPictures: '0', nightHour: '3', model: 'gemma3:4b' };
    await web.browser.post(web.path, off);
    expect(web.watch()).toMatchObject({ isWatching: false, nextLookAt: null, nightlyPictures: 0, nextNightAt: null });
    expect(await web.page()).not.toContain('Next look');
  });

  it('does not begin anew what is only changed', async () => {
    const web = await openWatchingWeb();
    await web.save({ publishesUnasked: 'on' });
    const before = web.watch();
    web.clock.advance(60_000);
    await web.save({ patienceMinutes: '5', publishesUnasked: 'on' });
    const { watchesSince, archiveUntil, nextNightAt, publishesUnaskedSince } = before ?? {};
    expect(web.watch()).toMatchObject({ watchesSince, archiveUntil, nextNightAt, publishesUnaskedSince });
  });

  it('says beside each field what is wrong, and keeps what was typed', async () => {
    const web = await openWatchingWeb();
    const wrong = { patienceMinutes: '', nightlyPictures: '1.5', nightHour: '24', model: 'no-such-model' };
    const answer = await web.save(wrong);
    expect(answer.status).toBe(422);
    const page = await answer.text();
    for (const name of Object.keys(wrong)) expect(page).toContain(`id="${name}-error"`);
    expect(page).toContain('value="1.5"');
    expect(web.watch()).toBeUndefined();
  });

  it('leads to what an edit does on the server before anything is published unasked', async () => {
    const web = await openWatchingWeb();
    const first = await web.save({ publishesUnasked: 'on' });
    const way = new URL(first.headers.get('location') ?? '', 'http://localhost:3000');
    expect(way.pathname).toBe(`/connections/${web.connection.id}/publishing-warning`);
    await web.browser.post(way.pathname, { next: way.searchParams.get('next') ?? '' });
    const second = await web.save({ publishesUnasked: 'on' });
    expect(second.headers.get('location')).toBe(`${web.path}?done=on`);
  });

  it('says what was in the way of the last look, and that a dead token waits for its person', async () => {
    const web = await openWatchingWeb();
    await web.save();
    web.instance.faults.add({ fault: '429', retryAfterSeconds: 600, when: { path: /\/statuses\?/ }, times: 1 });
    web.clock.advance(31 * 60_000);
    await web.parts.schedule.tick();
    expect(await web.page()).toContain('asks for a pause');
    web.parts.connections.markExpired(web.connection.id, { key: 'platforms.tokenDead', values: { host: 'x' } });
    expect(await web.page()).toContain('Looking goes on where it was');
  });

  it('shows runs that began by themselves apart from those people started', async () => {
    const web = await openWatchingWeb();
    const owner = { userId: web.bob.user.id, connectionId: web.connection.id };
    const row = {
      id: 'by-itself',
      ...owner,
      kind: 'scheduled' as const,
      priority: 20,
      settings: {},
      model: 'gemma3:4b',
    };
    insertTask(web.parts.db, row, web.clock.now());
    expect(await web.text('/tasks')).toContain('By itself');
    expect(await web.text('/tasks/by-itself')).toContain('By itself');
    await web.save();
    expect(await web.page()).toContain('href="/tasks/by-itself"');
    expect(await (await web.as(web.alice).get('/admin')).text()).toContain('by itself');
  });
});
