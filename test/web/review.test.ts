import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { captionVersions, images, type TextOrigin } from '../../db/schema.ts';
import { addVersion } from '../../db/versions.ts';
import { settleReviewer } from '../support/review-web.ts';
import { openTestWeb } from '../support/web.ts';

/** Bob with a connection whose warning he has read, unless told. */
async function openReview({ hasRead = true } = {}) {
  const web = await openTestWeb();
  const { bob, parts, clock } = web;
  const scene = settleReviewer(web, bob);
  if (hasRead) parts.publishing.acceptWarning({ user: bob.user, connectionId: scene.connectionId });
  const browser = web.as(bob);
  const text = async (path: string) => await (await browser.get(path)).text();
  const revisionOf = (id: string) => String(scene.rowOf(id).revision);
  return { ...web, ...scene, parts, clock, browser, text, revisionOf };
}

const live = { 'hx-request': 'true' };
const orderOf = (page: string) =>
  [...page.matchAll(/<article class="pair"[^>]* id="image-([^"]+)"/g)].map(([, id]) => id);

describe('a text that was there already for the same picture', () => {
  async function openReused(kind: TextOrigin['kind'], imageOf: (ids: string[]) => string) {
    const scene = await openReview();
    const [id = '', earlier = ''] = await scene.addPost([{ text: 'Chelsea on the sofa.' }, { text: 'Another.' }]);
    const origin = { kind, imageId: imageOf([id, earlier]), at: Date.UTC(2026, 2, 3, 12) };
    scene.parts.db.update(captionVersions).set({ origin }).where(eq(captionVersions.imageId, id)).run();
    return { ...scene, id, earlier };
  }

  it('says of a film that the model has seen a still of it', async () => {
    const { parts, text, addPost } = await openReview();
    const [film = ''] = await addPost([{ text: 'A cat jumps on a sofa.' }, { text: 'A cat asleep.' }]);
    const isShown = async () => (await text('/inbox')).includes('This picture moves');
    expect(await isShown()).toBe(false);
    parts.db.update(images).set({ type: 'video', model: 'gemma3:4b' }).where(eq(images.id, film)).run();
    expect(await isShown()).toBe(true);
  });

  it("says that it is the person's own, of which day, and leads to the picture it was written for", async () => {
    const { text, earlier } = await openReused('own text', ([, other = '']) => other);
    const page = await text('/inbox');
    expect(page).toContain('Your own text of March 3, 2026 for the same picture.');
    expect(page).toContain(`href="/images/${earlier}">Look at it there</a>`);
  });

  it('says that it is an earlier draft, and leads nowhere where that picture is gone', async () => {
    const { text } = await openReused('earlier draft', () => 'gone');
    const page = await text('/inbox');
    expect(page).toContain('The draft of March 3, 2026 for the same picture.');
    expect(page).not.toContain('Look at it there');
  });

  it('says so no longer once the person has changed it, and keeps it among the texts of the picture', async () => {
    const { text, browser, id, revisionOf } = await openReused('own text', ([, other = '']) => other);
    const fields = { text: 'Chelsea, asleep.', expectedRevision: revisionOf(id) };
    expect((await browser.post(`/images/${id}/caption`, fields)).status).toBe(303);
    expect(await text('/inbox')).not.toContain('Your own text of');
    expect(await text(`/images/${id}`)).toContain('Your own text of');
  });
});

describe('the Inbox', () => {
  it('shows what is to be decided, the newest post first and the pictures of a post in their order', async () => {
    const { addPost, text } = await openReview();
    const [older] = await addPost([{ text: 'Old.' }]);
    const newer = await addPost([{ text: 'One.' }, { state: 'failed', text: null }]);
    await addPost([{ state: 'published', text: 'Done.' }]);
    const page = await text('/inbox');
    expect(orderOf(page)).toEqual([...newer, older]);
    expect(page).toContain('Approve 2 descriptions');
    expect(page).toContain('4 of 120 characters');
  });

  it('goes on page by page without losing or repeating a picture', async () => {
    const { addPost, text } = await openReview();
    const ids: (string | undefined)[] = [];
    for (let post = 0; post < 26; post++) ids.unshift(...(await addPost([{}, {}])).reverse());
    const first = await text('/inbox');
    const older = /rel="next" href="([^"]+)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const second = await text(older);
    const seen = [...orderOf(first), ...orderOf(second)];
    expect(orderOf(first)).toHaveLength(50);
    expect(new Set(seen)).toEqual(new Set(ids));
    expect(seen).toHaveLength(52);
  });

  it('underlines what a draft is not sure of, described by what was found', async () => {
    const { addPost, browser, text } = await openReview();
    const [id = ''] = await addPost([{}]);
    await browser.post(`/images/${id}/caption`, { text: 'It seems to rain on a red roof.', expectedRevision: '1' });
    for (const page of [await text('/inbox'), await text(`/images/${id}`)]) {
      expect(page).toMatch(
        new RegExp(`<mark class="doubt"[^>]* aria-describedby="finding-${id}-hedge">seems to</mark>`),
      );
      expect(page).toContain(`<li id="finding-${id}-hedge">“seems to”: the model is not sure here.`);
    }
  });

  it('has a part for each state, and one for each connection', async () => {
    const web = await openReview();
    const [approved] = await web.addPost([{ state: 'approved' }]);
    const [set] = await web.addPost([{ state: 'rejected' }]);
    const [drafted] = await web.addPost([{}]);
    const other = settleReviewer(web, web.bob, 'bob@other.example');
    const [elsewhere] = await other.addPost([{}]);
    expect(orderOf(await web.text('/inbox?show=approved'))).toEqual([approved]);
    expect(orderOf(await web.text('/inbox?show=aside'))).toEqual([set]);
    expect(orderOf(await web.text(`/inbox?connection=${other.connectionId}`))).toEqual([elsewhere]);
    expect(orderOf(await web.text(`/inbox?connection=${web.connectionId}`))).toEqual([drafted]);
  });

  it('has a part for descriptions that say nothing, with the old text in sight and nothing changed', async () => {
    const { addPost, text, browser, rowOf } = await openReview();
    const [file = '', drafted = ''] = await addPost([
      { state: 'described', text: null, remoteDescription: 'IMG_2034.jpg' },
      { remoteDescription: 'photo', text: 'A cat.' },
      { state: 'described', text: null, remoteDescription: 'Miso' },
    ]);
    expect(await text('/inbox')).toMatch(/Says nothing <span class="count">1</);
    const page = await text('/inbox?show=vague');
    expect(orderOf(page)).toEqual([file, drafted]);
    for (const shown of ['IMG_2034.jpg', 'says nothing about the picture', 'Replace the description that stands']) {
      expect(page).toContain(shown);
    }
    const refused = await browser.post(`/images/${drafted}/approval`, { text: 'A cat.', expectedRevision: '1' });
    expect([refused.status, rowOf(drafted).state]).toEqual([422, 'drafted']);
    await browser.post(`/images/${file}/rejection`, { returnTo: '/inbox?show=vague' });
    expect(orderOf(await text('/inbox?show=vague'))).toEqual([drafted]);
    expect(await text('/inbox?show=aside')).toContain('IMG_2034.jpg');
  });

  it('has what was set aside with its post where that can be undone', async () => {
    const { addPost, text, browser, rowOf } = await openReview();
    const ids = await addPost([{}, { state: 'failed', text: null }]);
    const [first = ''] = ids;
    const answer = await browser.post(`/images/${first}/post-dismissal`, { returnTo: '/inbox' }, live);
    expect(await answer.text()).toContain('You will not be asked about this post again.');
    expect(orderOf(await text('/inbox'))).toEqual([]);
    const aside = await text('/inbox?show=aside');
    expect(orderOf(aside)).toEqual(ids);
    expect(aside).toContain('nor about pictures added to it later');
    const back = await browser.post(`/images/${first}/post-dismissal/removal`, { returnTo: '/inbox?show=aside' });
    expect(back.headers.get('location')).toBe(`/inbox?show=aside#image-${first}`);
    expect(ids.map((id) => rowOf(id).state)).toEqual(['drafted', 'found']);
  });

  it('says what to do when nothing waits', async () => {
    const { text } = await openReview();
    expect(await text('/inbox')).toContain('Nothing waits for you');
  });

  it('shows nobody else’s pictures', async () => {
    const { addPost, as, charlie, connectionId } = await openReview();
    await addPost([{ text: 'Bob’s own.' }]);
    expect(await (await as(charlie).get('/inbox')).text()).not.toContain('Bob’s own.');
    expect((await as(charlie).get(`/inbox?connection=${connectionId}`)).status).toBe(404);
  });
});

describe('a decision', () => {
  it('approves the text in the field and goes back to the list', async () => {
    const { addPost, browser, rowOf, parts } = await openReview();
    const [id = ''] = await addPost([{ text: 'A draft.' }]);
    const fields = { text: 'My words.', expectedRevision: '1', returnTo: '/inbox' };
    const answer = await browser.post(`/images/${id}/approval`, fields);
    expect(answer.headers.get('location')).toBe(`/inbox#image-${id}`);
    expect(rowOf(id)).toMatchObject({ state: 'approved', text: 'My words.' });
    const kinds = parts.db.select().from(captionVersions).all();
    expect(kinds.map(({ kind, text }) => [kind, text])).toEqual([
      ['draft', 'A draft.'],
      ['edit', 'My words.'],
    ]);
  });

  it('answers a live request with the pair, one sentence and the new counts', async () => {
    const { addPost, browser } = await openReview();
    const [id = '', other = ''] = await addPost([{}, {}]);
    const answer = await browser.post(
      `/images/${id}/approval`,
      { text: 'A cat.', expectedRevision: '1', returnTo: '/inbox' },
      live,
    );
    const body = await answer.text();
    expect(orderOf(body)).toEqual([id]);
    expect(body).not.toContain('<html');
    expect(body).toMatch(/#announcements"[^>]*>Approved\. 1 left to decide\.</);
    expect(body).toContain('Approve 1 description<');
    expect(body).toMatch(/id="inbox-count"[^>]*>1</);
    expect(body).not.toContain(`image-${other}"`);
  });

  it('refuses a text over the limit with both numbers at the field, and keeps what was typed', async () => {
    const { addPost, browser, rowOf } = await openReview();
    const [id = ''] = await addPost([{ text: 'A draft.' }]);
    const long = 'ä'.repeat(122);
    for (const headers of [live, {}]) {
      for (const deed of ['approval', 'caption']) {
        const answer = await browser.post(`/images/${id}/${deed}`, { text: long, expectedRevision: '1' }, headers);
        const body = await answer.text();
        expect(answer.status).toBe(422);
        expect(body).toContain(`\n${long}</textarea>`);
        expect(body).toMatch(/class="field-error"[^>]*>[^<]*has 122 characters and may have 120/);
        expect(body).toContain('2 over the limit of 120 characters');
      }
    }
    expect(rowOf(id)).toMatchObject({ state: 'drafted', text: 'A draft.', revision: 1 });
  });

  it('shows both texts where another page changed it meanwhile, and lets the second try win', async () => {
    const { addPost, browser, rowOf, revisionOf } = await openReview();
    const [id = ''] = await addPost([{ text: 'A draft.' }]);
    await browser.post(`/images/${id}/caption`, { text: 'From the other tab.', expectedRevision: '1' });
    const late = await browser.post(`/images/${id}/approval`, { text: 'From here.', expectedRevision: '1' }, live);
    const body = await late.text();
    expect(late.status).toBe(422);
    expect(body).toContain('From the other tab.');
    expect(body).toContain('\nFrom here.</textarea>');
    expect(body).toContain(`name="expectedRevision" value="${revisionOf(id)}"`);
    expect(rowOf(id)).toMatchObject({ state: 'drafted', text: 'From the other tab.' });
    await browser.post(`/images/${id}/approval`, { text: 'From here.', expectedRevision: revisionOf(id) });
    expect(rowOf(id)).toMatchObject({ state: 'approved', text: 'From here.' });
  });

  it('asks before it replaces a description that stands on the post', async () => {
    const { addPost, browser, rowOf } = await openReview();
    const [id = ''] = await addPost([{ text: 'Better.', remoteDescription: 'IMG_1.jpg' }]);
    const fields = { text: 'Better.', expectedRevision: '1' };
    const refused = await browser.post(`/images/${id}/approval`, fields);
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('IMG_1.jpg');
    expect(rowOf(id).state).toBe('drafted');
    await browser.post(`/images/${id}/approval`, { ...fields, replace: 'on' });
    expect(rowOf(id)).toMatchObject({ state: 'approved', replacedText: 'IMG_1.jpg' });
  });

  it.each([
    ['rejection', 'drafted', 'rejected'],
    ['decorative', 'drafted', 'decorative'],
    ['approval/removal', 'approved', 'drafted'],
    ['approval/removal', 'rejected', 'drafted'],
    ['conflict/theirs', 'conflict', 'described'],
    ['conflict/mine', 'conflict', 'approved'],
  ] as const)('%s makes a picture that is %s %s', async (deed, before, after) => {
    const { addPost, browser, rowOf } = await openReview();
    const [id = ''] = await addPost([{ state: before }]);
    expect((await browser.post(`/images/${id}/${deed}`)).status).toBe(303);
    expect(rowOf(id).state).toBe(after);
  });

  it('lets a person write where the model failed', async () => {
    const { addPost, browser, rowOf, text } = await openReview();
    const [id = ''] = await addPost([{ state: 'failed', text: null, failedStage: 'describe' }]);
    expect(await text('/inbox')).toContain('No description.');
    await browser.post(`/images/${id}/caption`, { text: 'By hand.', expectedRevision: '1' });
    expect(rowOf(id)).toMatchObject({ state: 'drafted', text: 'By hand.', failedStage: null });
  });

  it('corrects and puts back what is published', async () => {
    const { addPost, browser, rowOf, text } = await openReview();
    const more = { publishedAt: 1, remoteDescription: 'Published.' };
    const [id = '', other = ''] = await addPost([
      { state: 'published', text: 'Published.', more },
      { state: 'published', text: 'Published.', more },
    ]);
    expect(await text(`/images/${id}/correction`)).toContain('Publish the correction');
    await browser.post(`/images/${id}/correction`, { text: 'Corrected.', expectedRevision: '1' });
    expect(rowOf(id)).toMatchObject({ state: 'approved', text: 'Corrected.', replacedText: 'Published.' });
    await browser.post(`/images/${other}/put-back`);
    expect(rowOf(other)).toMatchObject({ state: 'published', putsBack: true });
    expect(await text('/inbox?show=published')).toContain('Leave it published');
  });

  it('shows both texts of a conflict: keep theirs, replace it, or change mine first', async () => {
    const { addPost, browser, rowOf, text, revisionOf } = await openReview();
    const more = { publishedAt: 1, originalDescription: 'The first.' };
    const conflict = { state: 'conflict' as const, text: 'Ours.', remoteDescription: 'Theirs.' };
    const [id = '', again = ''] = await addPost([conflict, { ...conflict, more }]);
    const page = await text(`/images/${id}`);
    for (const shown of ['Ours.', 'Theirs.', 'Keep what is on the post', 'Replace it with mine', 'Change mine first']) {
      expect(page).toContain(shown);
    }
    expect(page).not.toContain('>Put back<');
    expect(await text(`/images/${again}`)).toContain('>Put back<');
    const field = await text(`/images/${id}/correction`);
    expect(field).toContain('Ours.</textarea>');
    expect(field).toContain('Theirs.');
    await browser.post(`/images/${id}/caption`, { text: 'Ours, changed.', expectedRevision: '1' });
    expect(rowOf(id)).toMatchObject({ state: 'conflict', text: 'Ours, changed.' });
    const stale = await browser.post(`/images/${id}/conflict/mine`, {
      text: 'From another tab.',
      expectedRevision: '1',
    });
    expect([stale.status, rowOf(id).state]).toEqual([422, 'conflict']);
    await browser.post(`/images/${id}/conflict/mine`, { text: 'Ours, twice.', expectedRevision: revisionOf(id) });
    expect(rowOf(id)).toMatchObject({ state: 'approved', text: 'Ours, twice.', replacedText: 'Theirs.' });
    await browser.post(`/images/${again}/put-back`);
    expect(rowOf(again)).toMatchObject({ state: 'published', putsBack: true, text: 'Theirs.' });
  });

  it('says what stands on the post where its owner changed a published text', async () => {
    const { addPost, text } = await openReview();
    const more = { publishedAt: 1 };
    const [changed = '', removed = ''] = await addPost([
      { state: 'published', text: 'Ours.', remoteDescription: 'Changed by hand.', more },
      { state: 'published', text: 'Ours.', more },
    ]);
    expect(await text(`/images/${changed}`)).toMatch(/On the post now stands:[\s\S]*Changed by hand\./);
    expect(await text(`/images/${changed}/correction`)).toContain('Replace the description that stands on the post');
    expect(await text(`/images/${removed}`)).toContain('On the post now stands no description.');
  });

  it('lets a person replace a description of her own', async () => {
    const { addPost, browser, rowOf, text, revisionOf } = await openReview();
    const [id = ''] = await addPost([{ state: 'described', text: null, remoteDescription: 'cat' }]);
    expect(await text('/inbox?show=described')).toContain(`/images/${id}/correction?returnTo=`);
    await browser.post(`/images/${id}/caption`, { text: 'A ginger cat.', expectedRevision: '1' });
    expect(rowOf(id)).toMatchObject({ state: 'drafted', text: 'A ginger cat.', remoteDescription: 'cat' });
    const fields = { text: 'A ginger cat.', expectedRevision: revisionOf(id), replace: 'on' };
    await browser.post(`/images/${id}/approval`, fields);
    expect(rowOf(id)).toMatchObject({ state: 'approved', replacedText: 'cat' });
  });

  it('says why something cannot be done any more, and changes nothing', async () => {
    const { addPost, browser, rowOf } = await openReview();
    const [id = ''] = await addPost([{ state: 'publishing' }]);
    const answer = await browser.post(`/images/${id}/rejection`, {}, live);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('being published at this moment');
    expect(rowOf(id).state).toBe('publishing');
  });
});

describe('approving a whole list', () => {
  it('approves what it said, and says what it left for the person and why', async () => {
    const { addPost, browser, rowOf, text, clock } = await openReview();
    const [good = '', long = ''] = await addPost([{ text: 'Good.' }, { text: 'x'.repeat(130) }]);
    const [replacing = ''] = await addPost([{ text: 'New.', remoteDescription: 'Old.' }]);
    const shownAt = String(clock.now());
    const answer = await browser.post('/approvals', { shownAt, returnTo: '/inbox' });
    expect([good, long, replacing].map((id) => rowOf(id).state)).toEqual(['approved', 'drafted', 'drafted']);
    const page = await text(answer.headers.get('location') ?? '');
    expect(page).toContain('Approved 1 description in 1 post.');
    expect(page).toContain('1 longer than the server accepts');
    expect(page).toContain('1 on a post that already has a description');
  });

  it('leaves alone what changed after its page was made', async () => {
    const { addPost, browser, rowOf, clock } = await openReview();
    const shownAt = String(clock.now());
    clock.advance(1000);
    const [id = ''] = await addPost([{ text: 'Arrived later.' }]);
    await browser.post('/approvals', { shownAt });
    expect(rowOf(id).state).toBe('drafted');
  });
});

describe('the first approval of a connection', () => {
  const warningOf = (id: string) => `/connections/${id}/publishing-warning?next=%2Finbox`;

  it('keeps the decision, leads to the warning and from there back', async () => {
    const { addPost, browser, rowOf, text, connectionId, parts, bob } = await openReview({ hasRead: false });
    const [id = '', second = ''] = await addPost([{}, {}]);
    const fields = { text: 'A cat.', expectedRevision: '1', returnTo: '/inbox' };
    const answer = await browser.post(`/images/${id}/approval`, fields);
    expect(answer.headers.get('location')).toBe(warningOf(connectionId));
    expect(rowOf(id)).toMatchObject({ state: 'approved', text: 'A cat.' });
    expect(await text(warningOf(connectionId))).toContain('then marked as edited');
    expect(await text('/inbox')).toContain('Read it now');

    const next = await browser.post(`/images/${second}/approval`, fields);
    expect(next.headers.get('location')).toBe(`/inbox#image-${second}`);
    const accepted = await browser.post(`/connections/${connectionId}/publishing-warning`, { next: '/inbox' });
    expect(accepted.headers.get('location')).toBe('/inbox');
    expect(parts.publishing.warning({ user: bob.user, connectionId }).isAccepted).toBe(true);
  });

  it('leads a live request there as well', async () => {
    const { addPost, browser, connectionId } = await openReview({ hasRead: false });
    const [id = ''] = await addPost([{}]);
    const fields = { text: 'A cat.', expectedRevision: '1', returnTo: '/inbox' };
    const answer = await browser.post(`/images/${id}/approval`, fields, live);
    expect(answer.headers.get('hx-redirect')).toBe(warningOf(connectionId));
  });
});

describe('one picture', () => {
  it('shows all its texts and brings an earlier one back', async () => {
    const { addPost, browser, rowOf, text, revisionOf, parts } = await openReview();
    const [id = ''] = await addPost([{ text: 'The model’s.' }]);
    await browser.post(`/images/${id}/caption`, { text: 'Mine.', expectedRevision: '1' });
    const page = await text(`/images/${id}`);
    expect(page).toContain('by gemma3:4b');
    expect(page).toContain('Written by you');
    const [draft] = parts.db.select().from(captionVersions).all();
    await browser.post(`/images/${id}/versions/${draft?.id}/restoration`, { expectedRevision: revisionOf(id) });
    expect(rowOf(id)).toMatchObject({ state: 'drafted', text: 'The model’s.' });
  });

  it('shows what stood in its post, and puts any of it back', async () => {
    const { addPost, browser, rowOf, text, parts, bob } = await openReview();
    const more = { publishedAt: 1, remoteDescription: 'Corrected.' };
    const [id = ''] = await addPost([{ state: 'published', text: 'Corrected.', more }]);
    const keep = (kind: 'former' | 'published', words: string, at: number) => {
      addVersion(parts.db, { imageId: id, kind, text: words, userId: bob.user.id }, at);
      return parts.review.versions({ user: bob.user, imageId: id }).find((version) => version.text === words)?.id ?? '';
    };
    const [nothing, first] = [keep('former', '', 1), keep('published', 'First.', 2)];
    keep('published', 'Corrected.', 3);
    const page = await text(`/images/${id}`);
    expect(page).toContain('No description');
    const offered = [...page.matchAll(/versions\/([^/]+)\/put-back/g)].map(([, versionId]) => versionId);
    expect(offered).toEqual([first, nothing]);
    const answer = await browser.post(`/images/${id}/versions/${first}/put-back`, { returnTo: `/images/${id}` });
    expect(answer.headers.get('location')).toBe(`/images/${id}#image-${id}`);
    expect(rowOf(id)).toMatchObject({ state: 'published', putsBack: true, putBackText: 'First.' });
    expect(await text(`/images/${id}`)).toMatch(/This is being put back:[\s\S]*First\./);
    await browser.post(`/images/${id}/approval/removal`);
    expect(rowOf(id)).toMatchObject({ state: 'published', putsBack: false, putBackText: null });
    await browser.post(`/images/${id}/versions/${nothing}/put-back`);
    expect(rowOf(id)).toMatchObject({ putsBack: true, putBackText: '' });
  });
});
