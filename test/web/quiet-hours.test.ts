import { describe, expect, it } from 'vitest';
import { findQuietHours } from '../../db/quiet-hours.ts';
import { settleReviewer } from '../support/review-web.ts';
import { openTestWeb } from '../support/web.ts';

const path = '/settings/quiet-hours';
const night = { keeps: 'on', from: '22:00', until: '07:00', timeZone: 'Europe/Berlin' };

async function openQuietHours() {
  const web = await openTestWeb();
  const browser = web.as(web.bob);
  return {
    ...web,
    browser,
    saved: (who = web.bob) => findQuietHours(web.parts.db, who.user.id),
    text: async (of = path) => await (await browser.get(of)).text(),
  };
}

describe('the quiet hours', () => {
  it('are found from the settings, off until somebody wants them, with a usual night at hand', async () => {
    const { text } = await openQuietHours();
    expect(await text('/settings')).toContain(`href="${path}"`);
    const page = await text();
    expect(page).not.toMatch(/id="keeps"[^>]*checked/);
    expect(page).toContain('value="22:00"');
    expect(page).toMatch(/<form[^>]* data-own-time-zone/);
    expect(await text('/publications')).toContain('Nothing is held back at night.');
  });

  it('are kept for the one who saved them, shown where things wait, and given up again', async () => {
    const { browser, saved, text, charlie } = await openQuietHours();
    const answer = await browser.post(path, night);
    expect(answer.headers.get('location')).toBe(`${path}?done=kept`);
    expect(saved()).toMatchObject({ from: '22:00', until: '07:00', timeZone: 'Europe/Berlin' });
    expect(saved(charlie)).toBeUndefined();
    const page = await text();
    expect(page).not.toMatch(/<form[^>]* data-own-time-zone/);
    expect(page).toMatch(/id="keeps"[^>]*checked/);
    expect(await text('/publications')).toContain('Quiet hours are from 22:00 until 07:00, Europe/Berlin.');
    await browser.post(path, { from: '22:00', until: '07:00', timeZone: 'Europe/Berlin' });
    expect(saved()).toBeUndefined();
  });

  it('say beside each field what is wrong, and keep what was typed', async () => {
    const { browser, saved } = await openQuietHours();
    const answer = await browser.post(path, { keeps: 'on', from: '25:00', until: '', timeZone: 'Middle/Earth' });
    expect(answer.status).toBe(422);
    const page = await answer.text();
    for (const name of ['from', 'until', 'timeZone']) expect(page).toContain(`id="${name}-error"`);
    expect(page).toContain('value="25:00"');
    const same = await browser.post(path, { ...night, until: '22:00' });
    expect(await same.text()).toContain('The end must be another time than the beginning.');
    expect(saved()).toBeUndefined();
  });

  it('hold a publication up, which can be hurried all the same', async () => {
    const web = await openQuietHours();
    const { connectionId, addPost, rowOf } = settleReviewer(web, web.bob);
    const { publishing, review } = web.parts;
    publishing.acceptWarning({ user: web.bob.user, connectionId });
    // The clock of the tests shows noon in UTC.
    await web.browser.post(path, { ...night, from: '11:00', until: '14:00', timeZone: 'UTC' });
    const [imageId = ''] = await addPost([{ text: 'A cat.' }], { text: 'Miso' });
    review.approve({ user: web.bob.user, imageId });
    const waiting = await web.text('/publications');
    expect(waiting).toContain('Waits for the end of your quiet hours');
    expect(waiting).toContain('in 2 hours');
    await web.browser.post(`/posts/${rowOf(imageId).postId}/publication`);
    expect(await web.text('/publications')).toContain('Next in line.');
  });
});
