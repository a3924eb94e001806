import { describe, expect, it } from 'vitest';
import { updateImages } from '../../db/decisions.ts';
import type { AppError } from '../../src/lib/errors.ts';
import { createWords } from '../../templates/words.ts';
import { addPerson } from '../support/people.ts';
import { openScene } from './scene.ts';

function refusalOf(act: () => unknown): AppError {
  try {
    act();
  } catch (thrown) {
    return thrown as AppError;
  }
  throw new Error('it was allowed');
}

const one = <T>(list: T[]): T => {
  const [first] = list;
  if (first === undefined) throw new Error('an empty list');
  return first;
};

describe('an edit', () => {
  it('keeps a version of its own beside the model’s', async () => {
    const { review, addPost } = await openScene();
    const { wish } = one(addPost());
    const item = review.edit({ ...wish, text: '  An image of\r\na cup ', expectedRevision: 1 });
    expect(item).toMatchObject({ text: 'An image of\na cup', state: 'drafted', revision: 2, versionsCount: 2 });
    expect(item.findings.map(({ id }) => id)).toEqual(['image-of']);
    expect(review.versions(wish).map(({ kind, text }) => [kind, text])).toEqual([
      ['edit', 'An image of\na cup'],
      ['draft', 'Draft 0'],
    ]);
  });

  it('over the server’s limit says both numbers and changes nothing; characters count, not bytes', async () => {
    const { review, addPost } = await openScene();
    const { wish } = one(addPost());
    const before = review.item(wish);
    const error = refusalOf(() => review.edit({ ...wish, text: '🎈'.repeat(41), expectedRevision: 1 }));
    expect(error).toMatchObject({ code: 'too-long', category: 'validation' });
    expect(createWords().for('en').sentence(error.sentence)).toContain('41 characters and may have 40');
    expect(review.item(wish)).toEqual(before);
    expect(review.edit({ ...wish, text: '🎈'.repeat(40), expectedRevision: 1 }).state).toBe('drafted');
  });

  it('may be longer than the model’s drafts: the settings of a run bind nobody’s own words', async () => {
    const { review, addPost, db, bob, connection } = await openScene();
    const { wish } = one(addPost());
    db.$client
      .prepare(`insert into caption_settings values (?, ?, '{"maxCaptionLength": 10}', 0)`)
      .run(bob.id, connection.id);
    expect(review.item(wish).limits).toEqual({ minimum: 0, maximum: 40 });
    expect(review.edit({ ...wish, text: 'x'.repeat(40), expectedRevision: 1 }).state).toBe('drafted');
  });

  it('from a second tab that missed a change shows both texts and changes nothing', async () => {
    const { review, addPost } = await openScene();
    const { wish } = one(addPost());
    review.edit({ ...wish, text: 'From the first tab', expectedRevision: 1 });
    const error = refusalOf(() => review.edit({ ...wish, text: 'From the second', expectedRevision: 1 }));
    expect(error).toMatchObject({
      code: 'stale',
      sentence: { values: { theirs: 'From the first tab', yours: 'From the second' } },
    });
    expect(review.item(wish).text).toBe('From the first tab');
  });

  it('by hand makes a draft where the model failed', async () => {
    const { review, addPost, draft } = await openScene();
    const { id, wish } = one(addPost());
    draft(id, null, 'failed');
    expect(review.edit({ ...wish, text: 'By hand', expectedRevision: 1 })).toMatchObject({
      state: 'drafted',
      reason: null,
    });
    expect(refusalOf(() => review.edit({ ...wish, text: ' \n', expectedRevision: 2 })).code).toBe('empty');
  });

  it('an earlier version can be had again', async () => {
    const { review, addPost } = await openScene();
    const { wish } = one(addPost());
    review.edit({ ...wish, text: 'Worse', expectedRevision: 1 });
    const first = review.versions(wish).at(-1);
    const item = review.restoreVersion({ ...wish, versionId: first?.id ?? '', expectedRevision: 2 });
    expect(item.text).toBe('Draft 0');
    expect(refusalOf(() => review.restoreVersion({ ...wish, versionId: 'none', expectedRevision: 3 })).code).toBe(
      'not-found',
    );
  });
});

describe('a decision', () => {
  it('approves with a new text in one step, and once however often it is made', async () => {
    const { review, addPost, decided } = await openScene();
    const { wish, postId } = one(addPost());
    expect(review.approve({ ...wish, text: 'Mine', expectedRevision: 1 })).toMatchObject({
      state: 'approved',
      text: 'Mine',
    });
    expect(review.approve(wish).state).toBe('approved');
    expect(new Set(decided)).toEqual(new Set([postId]));
  });

  it('cannot approve emptiness', async () => {
    const { review, addPost, draft } = await openScene();
    const { id, wish } = one(addPost());
    draft(id, null, 'found');
    expect(refusalOf(() => review.approve(wish)).code).toBe('empty');
    expect(review.item(wish).state).toBe('found');
  });

  it('replaces a description its author wrote only when told so for this picture', async () => {
    const { review, addPost } = await openScene();
    const { wish } = one(addPost(['The author’s own words']));
    expect(review.item(wish).needsReplace).toBe(true);
    const error = refusalOf(() => review.approve(wish));
    expect(error).toMatchObject({ code: 'replace-needed', sentence: { values: { theirs: 'The author’s own words' } } });
    expect(review.approve({ ...wish, replace: true })).toMatchObject({ state: 'approved', needsReplace: false });
  });

  it('can be taken back', async () => {
    const { review, addPost, draft } = await openScene();
    const { id, wish } = one(addPost());
    expect(review.reject(wish).state).toBe('rejected');
    expect(review.undecide(wish).state).toBe('drafted');
    expect(review.markDecorative(wish).state).toBe('decorative');
    expect(review.undecide(wish).state).toBe('drafted');
    draft(id, null, 'failed');
    review.markDecorative(wish);
    expect(review.undecide(wish).state).toBe('found');
  });

  it('to correct a published text can be taken back too, and the published text is there again', async () => {
    const { review, addPost, db } = await openScene();
    const { id, wish } = one(addPost());
    updateImages(db, [id], { state: 'published', publishedAt: 1, remoteDescription: 'Draft 0' });
    expect(refusalOf(() => review.edit({ ...wish, text: 'x', expectedRevision: 1 }))).toMatchObject({
      code: 'wrong-state',
      sentence: { key: 'review.isPublished' },
    });
    expect(review.correctPublished({ ...wish, text: 'Better', expectedRevision: 1 }).state).toBe('approved');
    expect(review.undecide(wish)).toMatchObject({ state: 'published', text: 'Draft 0' });
    expect(review.versions(wish).map(({ text }) => text)).toContain('Better');
  });

  it('to correct does not overwrite what the author changed on the server since', async () => {
    const { review, addPost, db } = await openScene();
    const { id, wish } = one(addPost());
    updateImages(db, [id], { state: 'published', publishedAt: 1, remoteDescription: 'Changed by hand' });
    const correction = { ...wish, text: 'Better', expectedRevision: 1 };
    expect(refusalOf(() => review.correctPublished(correction)).code).toBe('replace-needed');
    expect(review.correctPublished({ ...correction, replace: true }).state).toBe('approved');
  });

  it('about somebody else’s picture finds no picture', async () => {
    const { review, addPost, db, decided } = await openScene();
    const { wish } = one(addPost());
    const charlie = addPerson(db, 'charlie');
    const theirs = { ...wish, user: charlie };
    const text = { ...theirs, text: 'x', expectedRevision: 1 };
    const attempts = [
      () => review.item(theirs),
      () => review.versions(theirs),
      () => review.edit(text),
      () => review.approve(theirs),
      () => review.correctPublished(text),
      () => review.reject(theirs),
      () => review.markDecorative(theirs),
      () => review.undecide(theirs),
      () => review.putBack(theirs),
      () => review.keepTheirs(theirs),
      () => review.replaceWithMine(theirs),
      () => review.restoreVersion({ ...text, versionId: 'x' }),
    ];
    for (const attempt of attempts)
      expect(refusalOf(attempt)).toMatchObject({ code: 'not-found', category: 'validation' });
    expect(review.list({ user: charlie }).items).toEqual([]);
    expect(decided).toEqual([]);
  });
});

describe('approving all', () => {
  it('says what it approved, and what it left for the person’s eyes and why', async () => {
    const { review, addPost, draft, db, bob, decided, clock } = await openScene();
    const good = [...addPost([null, null]), ...addPost()];
    const [long, described, doubtful] = [one(addPost()), one(addPost(['Theirs'])), one(addPost())];
    draft(long.id, 'x'.repeat(41));
    const finding = { id: 'doubt', severity: 'error' as const, message: { key: 'x' } };
    updateImages(db, [doubtful.id], { findings: [finding] });
    clock.advance(1000);
    const late = one(addPost());

    const result = await review.approveAll({ user: bob, shownAt: clock.now() - 1000 });
    expect(result).toEqual({
      approved: 3,
      posts: 2,
      skipped: { 'too-long': 1, 'replace-needed': 1, 'needs-a-look': 1, changed: 1 },
    });
    expect(good.map(({ wish }) => review.item(wish).state)).toEqual(['approved', 'approved', 'approved']);
    expect([long, described, doubtful, late].map(({ wish }) => review.item(wish).state)).toEqual(
      Array(4).fill('drafted'),
    );
    expect(new Set(decided).size).toBe(2);
    expect(await review.approveAll({ user: bob, shownAt: clock.now() - 1000 })).toMatchObject({ approved: 0 });
  });

  it('goes through a list longer than one chunk, and only through one’s own', async () => {
    const { review, addPost, bob, db, connect } = await openScene();
    for (let n = 0; n < 70; n++) addPost([null, null]);
    const charlie = addPerson(db, 'charlie');
    const [theirs] = addPost([null], { userId: charlie.id, connectionId: connect(charlie.id, 'charlie').id });
    expect(await review.approveAll({ user: bob })).toEqual({ approved: 140, posts: 70, skipped: {} });
    expect(theirs && review.item(theirs.wish).state).toBe('drafted');
  });
});
