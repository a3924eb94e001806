import { describe, expect, it } from 'vitest';
import { html } from '../../templates/html.ts';
import { runPair } from '../../templates/pages/run-pair.ts';
import { createWords } from '../../templates/words.ts';
import { type NewPicture, type NewPost, settleReviewer } from '../support/review-web.ts';
import { openTestWeb } from '../support/web.ts';

const german: NewPicture = { text: 'Zwei Boote im Hafen.', language: 'de' };
const inGerman = /lang="de"[^>]*>\s*Zwei Boote im Hafen\./;

/** Bob, who reads English, with pictures of a French post. */
async function openPictures(media: NewPicture[], post: NewPost = {}) {
  const web = await openTestWeb();
  const scene = settleReviewer(web, web.bob);
  const ids = await scene.addPost(media, { text: 'Au port.', language: 'fr', ...post });
  const browser = web.as(web.bob);
  const open = async (path: string) => await (await browser.get(path)).text();
  return { ...web, ...scene, id: ids[0] ?? '', open };
}

describe('a draft in another language than the page', () => {
  it('is marked as such in its field, on every page that has one', async () => {
    const { id, open } = await openPictures([german]);
    for (const path of ['/inbox', `/images/${id}`]) {
      const page = await open(path);
      expect(page, path).toMatch(/<textarea class="caption"[^>]* lang="de"[^>]*>\s*Zwei Boote/);
      expect(page, path).toMatch(/lang="fr">Au port\./);
    }
  });

  it.each(['approved', 'publishing', 'published', 'conflict', 'rejected'] as const)(
    'is marked where it is only read: %s',
    async (state) => {
      const { id, open } = await openPictures([{ ...german, state }]);
      expect(await open(`/images/${id}`)).toMatch(inGerman);
    },
  );

  it('is marked on the page that asks again, and among all its texts', async () => {
    const { id, open } = await openPictures([german]);
    expect(await open(`/images/${id}/wish`)).toMatch(inGerman);
    const [, texts = ''] = (await open(`/images/${id}`)).split('All its texts');
    expect(texts).toMatch(inGerman);
  });

  it('is marked where another picture of its post is looked at, and on the page of its run', async () => {
    const { id, open, parts, bob } = await openPictures([german, { text: 'Un quai.', language: 'fr' }]);
    expect(await open('/inbox')).toMatch(/<q class="sibling-text" dir="auto" lang="de">Zwei Boote/);
    const item = parts.review.item({ user: bob.user, imageId: id });
    const pair = runPair(createWords().for('en'), { item, nowMs: 0, textSoFar: undefined });
    expect(String(html`${pair}`)).toMatch(inGerman);
  });

  it('is told from a text that somebody wrote on the server, which is in the language of the post', async () => {
    const { id, open } = await openPictures([{ ...german, state: 'conflict', remoteDescription: 'Deux bateaux.' }]);
    const page = await open(`/images/${id}`);
    expect(page).toMatch(inGerman);
    expect(page).toMatch(/lang="fr">Deux bateaux\./);
  });

  it('has the language of its post while nothing else is known, and none where that has none', async () => {
    const { id, open } = await openPictures([{ text: 'Deux bateaux.' }]);
    expect(await open(`/images/${id}`)).toMatch(/lang="fr"[^>]*>\s*Deux bateaux\./);
    const unknown = await openPictures([{ text: 'Deux bateaux.' }], { language: null });
    expect(await unknown.open(`/images/${unknown.id}`)).not.toMatch(/<textarea[^>]* lang=/);
  });
});
