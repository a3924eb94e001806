import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { captionGenerationTasks, captionVersions, images } from '../../db/schema.ts';
import { addVersion } from '../../db/versions.ts';
import { openScene } from './scene.ts';

/** Two pictures of a German post; the draft of the first was asked for in `language`. */
async function openAskedIn(language: string) {
  const scene = await openScene();
  const [picture, sibling] = scene.addPost([null, null]);
  if (!picture || !sibling) throw new Error('no pictures');
  scene.db.update(captionVersions).set({ language }).where(eq(captionVersions.imageId, picture.id)).run();
  const languageNow = () => scene.review.item(picture.wish).language;
  return { ...scene, ...picture, sibling, languageNow };
}

describe('the language of a text', () => {
  it('is that its draft was asked for in, whatever the post is written in', async () => {
    const { review, sibling, languageNow } = await openAskedIn('fr');
    expect(languageNow()).toBe('fr');
    expect(review.item(sibling.wish)).toMatchObject({ language: 'de', siblings: [{ language: 'fr' }] });
  });

  it('stays that of the draft when the person changes words, and with the note that a model wrote it', async () => {
    const { review, wish, db, id, languageNow } = await openAskedIn('fr');
    review.edit({ ...wish, text: 'Deux bateaux.', expectedRevision: 1 });
    expect(languageNow()).toBe('fr');
    db.update(images).set({ text: 'Draft 0 Décrit par une IA.' }).where(eq(images.id, id)).run();
    expect(languageNow()).toBe('fr');
  });

  it('goes back with the text to which the person goes back', async () => {
    const { review, wish, db, id, languageNow, draft, clock } = await openAskedIn('fr');
    clock.advance(1000);
    draft(id, 'Two boats.');
    db.update(captionVersions).set({ language: 'en' }).where(eq(captionVersions.text, 'Two boats.')).run();
    expect(languageNow()).toBe('en');
    const former = review.versions(wish).find(({ text }) => text === 'Draft 0');
    review.restoreVersion({ ...wish, versionId: former?.id ?? '', expectedRevision: 1 });
    expect(languageNow()).toBe('fr');
  });

  it('is that of the post where nothing was asked for', async () => {
    const { review, draft, id, wish, languageNow } = await openAskedIn('und');
    expect(languageNow()).toBe('de');
    draft(id, null, 'found');
    expect(review.item(wish)).toMatchObject({ text: '', language: 'de' });
  });

  it('is that a run wants while it writes', async () => {
    const { db, bob, connection, draft, id, languageNow } = await openAskedIn('fr');
    const task = { id: 'task-1', userId: bob.id, connectionId: connection.id, priority: 10, model: 'm', createdAt: 0 };
    db.insert(captionGenerationTasks)
      .values({ ...task, settings: { language: 'es' } })
      .run();
    db.update(images).set({ taskId: task.id }).where(eq(images.id, id)).run();
    expect(languageNow()).toBe('fr');
    draft(id, null, 'found');
    expect(languageNow()).toBe('es');
  });

  it('is known of what was published of a draft, and not of what stood there before', async () => {
    const { review, wish, db, id: imageId, clock } = await openAskedIn('fr');
    clock.advance(1000);
    addVersion(db, { imageId, kind: 'former', text: 'Ein Boot.', userId: null }, clock.now());
    addVersion(db, { imageId, kind: 'published', text: 'Draft 0 Décrit par une IA.', userId: null }, clock.now());
    const languages = review.versions(wish).map(({ kind, language }) => [kind, language]);
    expect(languages).toEqual([
      ['published', 'fr'],
      ['former', null],
      ['draft', 'fr'],
    ]);
  });
});
