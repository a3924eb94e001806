import { describe, expect, it } from 'vitest';
import { writeCaptionSettings } from '../../db/caption-settings.ts';
import { disclose, noteIn, withoutNote } from '../../src/generation/disclosure.ts';
import { requestOf } from '../../src/generation/request.ts';
import { type CaptionSettings, defaultSettings } from '../../src/generation/settings.ts';
import { openScene } from './scene.ts';

/** A picture of a German post with the draft "Draft 0", on a server that takes 40 characters. */
async function openDisclosing(disclosure: CaptionSettings['disclosure'] = 'after') {
  const scene = await openScene();
  const [picture] = scene.addPost();
  if (!picture) throw new Error('no picture');
  const turn = (where: CaptionSettings['disclosure']) =>
    writeCaptionSettings(
      scene.db,
      { userId: scene.bob.id, connectionId: scene.connection.id, settings: { disclosure: where } },
      scene.clock.now(),
    );
  turn(disclosure);
  const { review } = scene;
  const approve = (text?: string) => {
    const { revision } = review.item(picture.wish);
    return review.approve({ ...picture.wish, ...(text !== undefined && { text, expectedRevision: revision }) });
  };
  return { ...scene, ...picture, turn, approve };
}

const note = 'Von einer KI beschrieben.';

describe('the note that a model wrote a description', () => {
  it.each([
    ['off', 'Draft 0'],
    ['after', `Draft 0 ${note}`],
    ['before', `${note} Draft 0`],
  ] as const)('stands where the person wants it: %s', async (where, text) => {
    const { approve } = await openDisclosing(where);
    expect(approve()).toMatchObject({ state: 'approved', text });
  });

  it('is not put there twice, whoever presses twice', async () => {
    const { approve, review, wish } = await openDisclosing();
    const { revision } = review.item(wish);
    approve();
    const again = review.approve({ ...wish, text: 'Draft 0', expectedRevision: revision });
    expect(again.text).toBe(`Draft 0 ${note}`);
    expect(approve().text).toBe(`Draft 0 ${note}`);
  });

  it('is left out of a text that the person wrote or rewrote', async () => {
    const { approve, review, wish } = await openDisclosing();
    expect(approve('Miso asleep.').text).toBe('Miso asleep.');
    review.undecide(wish);
    expect(approve('Draft 0').text).toBe(`Draft 0 ${note}`);
    expect(approve(`Draft 0, awake. ${note}`).text).toBe('Draft 0, awake.');
  });

  it('comes with a draft that is put in the place of a rewritten text, and goes when it is switched off', async () => {
    const { approve, turn } = await openDisclosing();
    approve('Miso asleep.');
    expect(approve('Draft 0').text).toBe(`Draft 0 ${note}`);
    turn('off');
    expect(approve().text).toBe('Draft 0');
  });

  it('stays where a person wrote it herself', async () => {
    const { approve } = await openDisclosing('off');
    expect(approve(`Miso. ${note}`).text).toBe(`Miso. ${note}`);
  });

  it.each([
    ['is left out of her own text for the same picture', 'Miso asleep.', 'Miso asleep.'],
    ['stays with a text that carried it there', `A cat. ${note}`, `A cat. ${note}`],
  ])('%s', async (_, recalled, published) => {
    const { approve, db, wish, review } = await openDisclosing();
    db.$client.prepare('update caption_versions set model = null, text = ?').run(recalled);
    db.$client.prepare('update images set text = ? where id = ?').run(recalled, wish.imageId);
    expect(approve().text).toBe(published);
    expect(review.item(wish).text).toBe(published);
  });

  it('makes no draft a person’s text', async () => {
    const { approve, review, wish } = await openDisclosing();
    approve();
    expect(review.versions(wish).map(({ kind }) => kind)).toEqual(['draft']);
  });

  it('comes with drafts that are approved together', async () => {
    const { review, wish } = await openDisclosing();
    await review.approveAll({ user: wish.user });
    expect(review.item(wish)).toMatchObject({ state: 'approved', text: `Draft 0 ${note}`, revision: 2 });
  });

  it('is never dropped for want of room: the text is left for the person', async () => {
    const { review, wish, draft } = await openDisclosing();
    draft(wish.imageId, 'A cat asleep on a chair.');
    expect(() => review.approve(wish)).toThrow(expect.objectContaining({ code: 'too-long' }));
    expect(await review.approveAll({ user: wish.user })).toMatchObject({ approved: 0, skipped: { 'too-long': 1 } });
    expect(review.item(wish)).toMatchObject({ state: 'drafted', text: 'A cat asleep on a chair.' });
  });

  it.each([
    ['en', 'A heron on the weir.', 'A heron on the weir. Described by AI.'],
    ['de', 'Ein Reiher.', `Ein Reiher. ${note}`],
  ])('is in the language that a draft was asked for in: %s', async (language, text, published) => {
    const { review, wish, approve } = await openDisclosing();
    const errand = review.askAgain({ ...wish, hint: '', language });
    expect(errand.request.maxLength).toBe(40 - Array.from(disclose('', 'after', language)).length);
    const made = { raw: null, model: 'm', promptVersion: null, findings: [], timings: null, changedRetry: null };
    expect(errand.settle({ text, language, ...made })).toBe('drafted');
    expect(approve().text).toBe(published);
  });

  it('is in the language of the text where none was known, which is kept room for', async () => {
    const { approve, db, wish } = await openDisclosing();
    const text = 'Ein Hund und eine Katze liegen auf dem Sofa, und die Sonne scheint durch das Fenster.';
    db.$client.prepare("update caption_versions set language = 'und', text = ?").run(text);
    db.$client.prepare('update posts set language = null').run();
    db.$client.prepare('update images set text = ? where id = ?').run(text, wish.imageId);
    db.$client
      .prepare("update platform_connections set instance = json_set(instance, '$.descriptionLimit', 200)")
      .run();
    expect(approve().text).toBe(`${text} ${note}`);
    const about = { language: null, text: '', isSensitive: false, siblings: [] };
    const { maxLength } = requestOf({ ...defaultSettings, disclosure: 'after' }, about);
    expect(defaultSettings.maxCaptionLength - maxLength).toBeGreaterThan(Array.from(note).length);
  });

  it('is kept room for when the model is asked', () => {
    const about = { language: 'de', text: '', isSensitive: false, siblings: [] };
    const most = (disclosure: CaptionSettings['disclosure']) =>
      requestOf({ ...defaultSettings, disclosure }, about).maxLength;
    expect(most('off') - most('after')).toBe(Array.from(disclose('', 'after', 'de')).length);
  });

  it.each(['en', 'de-AT', 'fr', 'es', 'it', 'pt-BR', 'nl', 'ja', 'fi', null])('comes and goes in %s', (language) => {
    for (const where of ['before', 'after'] as const) {
      const text = disclose('A cup.', where, language);
      expect(text).toContain(noteIn(language));
      expect(withoutNote(text)).toBe('A cup.');
    }
  });
});
