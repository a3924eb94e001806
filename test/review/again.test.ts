import { describe, expect, it } from 'vitest';
import { updateImages } from '../../db/decisions.ts';
import { listOwnTexts } from '../../db/picture-memory.ts';
import { chooseForTask } from '../../db/run-events.ts';
import { imageStates, type images } from '../../db/schema.ts';
import { insertTask, moveTask } from '../../db/tasks.ts';
import type { NewDraft } from '../../src/review/again.ts';
import type { DecisionTools } from '../../src/review/decide.ts';
import { stateAfter } from '../../src/review/transitions.ts';
import { openScene } from './scene.ts';

const newDraft: NewDraft = {
  ...{ text: 'A new draft.', raw: ' A new draft.', model: 'qwen3-vl:4b', promptVersion: 'alt-1', changedRetry: null },
  language: 'de',
  ...{
    findings: [{ id: 'short', severity: 'info' as const, message: { key: 'captioner.findingShort' } }],
    timings: {},
  },
};

async function openAgain(findingsOf?: DecisionTools['findingsOf']) {
  const scene = await openScene(findingsOf);
  const [{ id, wish }, sibling] = scene.addPost([null, 'A sibling on the post.']) as [
    ReturnType<typeof scene.addPost>[number],
    ReturnType<typeof scene.addPost>[number],
  ];
  const rowOf = (imageId = id) =>
    scene.db.query.images
      .findFirst({ where: (row, { eq }) => eq(row.id, imageId) })
      .sync() as typeof images.$inferSelect;
  const versions = () => scene.review.versions(wish).map(({ kind, text }) => [kind, text]);
  const ask = (hint = '') => scene.review.askAgain({ ...wish, hint });
  const setState = (state: string) =>
    scene.db.$client.prepare('update images set state = ? where id = ?').run(state, id);
  return { ...scene, id, wish, sibling, rowOf, versions, ask, setState };
}

describe('asking the model again', () => {
  it('tells it what stands, what is wished and what is around the picture', async () => {
    const { ask } = await openAgain();
    expect(ask('  mention the poster ').request).toEqual({
      ...{ language: 'de', postText: 'Post 1', siblings: ['Draft 1'], previous: 'Draft 0', hint: 'mention the poster' },
      // Never longer than the server takes.
      ...{ maxLength: 40, optimalMinLength: 40, optimalMaxLength: 40 },
      ...{ length: 'normal', kind: null, visibleText: null, isSensitive: true, instructions: null, names: null },
    });
    expect('hint' in ask().request).toBe(false);
  });

  it('asks for the language that a wish names, whatever the post is in', async () => {
    const { ask } = await openAgain();
    expect(ask('mention the poster').request).toMatchObject({ language: 'de' });
    expect(ask('shorter, in French').request).toMatchObject({ language: 'fr', hint: 'shorter, in French' });
  });

  it('tells it nothing of descriptions that say nothing', async () => {
    const { ask, db, rowOf, sibling } = await openAgain();
    for (const id of [rowOf().id, sibling.id]) {
      updateImages(db, [id], { state: 'described', text: null, remoteDescription: 'IMG_2034.jpg' });
    }
    expect(ask().request).toMatchObject({ siblings: [] });
    expect('previous' in ask().request).toBe(false);
  });

  it('takes the new draft for the picture and keeps the former one', async () => {
    const { ask, rowOf, versions } = await openAgain();
    const { revision } = rowOf();
    expect(ask().settle(newDraft)).toBe('drafted');
    const { text, model, findings } = newDraft;
    expect(rowOf()).toMatchObject({ state: 'drafted', text, model, findings, revision: revision + 1 });
    expect(versions()).toEqual([
      ['draft', 'A new draft.'],
      ['draft', 'Draft 0'],
    ]);
  });

  it('judges an edit of a draft in another language by that language, and knows it for later posts', async () => {
    const languages: (string | null)[] = [];
    const { ask, wish, rowOf, db, bob, clock, review } = await openAgain((_, { language }) => {
      languages.push(language);
      return [];
    });
    expect(rowOf().text).toBe('Draft 0');
    const wished = 'A heron stands on the weir.';
    expect(ask().settle({ ...newDraft, text: wished, language: 'en' })).toBe('drafted');
    const edit = (text: string) => review.edit({ ...wish, text, expectedRevision: rowOf().revision });
    edit('A heron stands on a weir.');
    clock.advance(1000);
    edit('One heron stands on a weir.');
    // Back to the first draft, which was the post's.
    edit('Draft 0');
    edit('Draft 0!');
    expect(languages).toEqual(['en', 'en', 'de', 'de']);
    edit('A heron stands on a weir.');
    db.$client.prepare("update images set sha256 = 'heron' where id = ?").run(wish.imageId);
    const texts = listOwnTexts(db, { userId: bob.id, imageId: 'another', shas: ['heron'] });
    expect(texts).toMatchObject([{ text: 'A heron stands on a weir.', language: 'en' }]);
  });

  it('holds an edit against drafts beside it, and not against descriptions that say nothing', async () => {
    const told: string[][] = [];
    const { review, wish, rowOf, db, sibling } = await openAgain((_, { siblings }) => {
      told.push(siblings);
      return [];
    });
    const edit = (text: string) => review.edit({ ...wish, text, expectedRevision: rowOf().revision });
    edit('A heron.');
    updateImages(db, [sibling.id], {
      state: 'described',
      text: null,
      remoteDescription: 'IMG_2.jpg',
      saysNothing: true,
    });
    edit('A grey heron.');
    expect(told).toEqual([['Draft 1'], []]);
  });

  it('drafts what had failed, with nothing left of the failure', async () => {
    const { ask, rowOf, draft, id, db } = await openAgain();
    draft(id, null, 'failed');
    db.$client.prepare("update images set failed_stage = 'describe', error = '{}' where id = ?").run(id);
    expect(ask().settle(newDraft)).toBe('drafted');
    expect(rowOf()).toMatchObject({ state: 'drafted', text: 'A new draft.', failedStage: null, error: null });
  });

  it('drafts beside a description of the person’s own, which is only replaced if she says so', async () => {
    const { review, bob, ask, sibling, setState, db } = await openAgain();
    db.$client.prepare("update images set state = 'described', text = null where id = ?").run(sibling.id);
    const errand = review.askAgain({ user: bob, imageId: sibling.id, hint: '' });
    expect(errand.request.previous).toBe('A sibling on the post.');
    expect(errand.settle(newDraft)).toBe('drafted');
    expect(review.item(sibling.wish)).toMatchObject({ state: 'drafted', needsReplace: true });
    setState('described');
    expect(ask().request.previous).toBe('Draft 0');
  });
});

describe('a person who writes or decides while the model is at it', () => {
  it('keeps her words; the draft stands beside them', async () => {
    const { ask, review, wish, rowOf, versions } = await openAgain();
    const errand = ask();
    review.edit({ ...wish, text: 'Her own words.', expectedRevision: rowOf().revision });
    const before = rowOf();
    expect(errand.settle(newDraft)).toBe('kept');
    expect(rowOf()).toEqual(before);
    expect(versions()[0]).toEqual(['draft', 'A new draft.']);
  });

  it('keeps words she had written before she asked, and later runs leave them alone too', async () => {
    const { ask, review, wish, rowOf, db, bob, connection, clock } = await openAgain();
    review.edit({ ...wish, text: 'Her own words.', expectedRevision: rowOf().revision });
    expect(ask().settle(newDraft)).toBe('kept');
    const owner = { userId: bob.id, connectionId: connection.id };
    insertTask(db, { id: 'a-run', ...owner, priority: 10, settings: {}, model: 'm' }, clock.now());
    chooseForTask(db, 'a-run', [wish.imageId], clock.now());
    expect(rowOf()).toMatchObject({ state: 'drafted', text: 'Her own words.' });
  });

  it.each(['approve', 'reject', 'markDecorative'] as const)('is not overruled: %s', async (deed) => {
    const { ask, review, wish, rowOf } = await openAgain();
    const errand = ask();
    review[deed](wish);
    const { state, text } = rowOf();
    expect(errand.settle(newDraft)).toBe('kept');
    expect(rowOf()).toMatchObject({ state, text });
  });

  it('finds the draft nowhere when the picture has gone with its connection', async () => {
    const { ask, db, connection } = await openAgain();
    const errand = ask();
    db.$client.prepare('delete from platform_connections where id = ?').run(connection.id);
    expect(errand.settle(newDraft)).toBe('gone');
  });
});

describe('the model is not asked', () => {
  it('about somebody else’s picture', async () => {
    const { review, wish } = await openAgain();
    expect(() => review.askAgain({ ...wish, user: { id: 'charlie' }, hint: '' })).toThrow('review.imageNotFound');
  });

  it.each(imageStates.filter((state) => !stateAfter('draft', state)))('about a picture that is %s', async (state) => {
    const { ask, setState } = await openAgain();
    setState(state);
    expect(() => ask()).toThrow(/^review\.is/);
  });

  it('about one that a run is going to describe, until that is over', async () => {
    const { ask, db, wish, bob, connection, clock, rowOf } = await openAgain();
    const owner = { userId: bob.id, connectionId: connection.id };
    insertTask(db, { id: 'a-run', ...owner, priority: 10, settings: {}, model: 'm' }, clock.now());
    const errand = ask();
    chooseForTask(db, 'a-run', [wish.imageId], clock.now());
    expect(() => ask()).toThrow('review.isInRun');
    expect(errand.settle(newDraft)).toBe('kept');
    expect(rowOf().state).toBe('found');
    moveTask(db, 'a-run', 'cancelled');
    expect(ask().settle({ ...newDraft, text: 'Another.' })).toBe('drafted');
  });
});
