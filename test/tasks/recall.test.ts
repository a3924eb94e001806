import { describe, expect, it } from 'vitest';
import { writeCaptionSettings } from '../../db/caption-settings.ts';
import { deleteConnection } from '../../db/connections.ts';
import type { Db } from '../../db/open.ts';
import { listOwnTexts, listTurnedDown, rememberDraft } from '../../db/picture-memory.ts';
import { captionCache } from '../../db/schema.ts';
import type { RecallWish } from '../../src/generation/run/tools.ts';
import { defaultSettings } from '../../src/generation/settings.ts';
import { recallText } from '../../src/tasks/recall.ts';
import { openScene } from '../review/scene.ts';
import { addPerson } from '../support/people.ts';

const asked = { language: 'de', promptVersion: 'alt-2', requestKey: 'no wishes' };
const draft = { model: 'm', findings: [], raw: 'Sure: Ein Haus.', text: 'Ein Haus.', ...asked };

type Owner = { userId: string; connectionId: string; kind?: 'scheduled' };

/** Bob has posted a picture twice; what he has for the second one is asked for. */
async function memoryScene() {
  const scene = await openScene();
  const { db, addPost, clock, bob, connection } = scene;
  const show = (imageId: string, sha256: string) =>
    db.$client.prepare('update images set sha256 = ? where id = ?').run(sha256, imageId);
  const post = (sha256: string, owner?: Parameters<typeof addPost>[1]) => {
    const [image] = addPost([null], owner);
    if (!image) throw new Error('a post without a picture');
    show(image.id, sha256);
    return image;
  };
  const [first, second] = [post('house'), post('house')];
  const remember = (more: Partial<Parameters<typeof rememberDraft>[1]> = {}) => {
    const own = { userId: bob.id, sha256: 'house', imageId: first.id, createdAt: clock.now() };
    rememberDraft(db, { ...draft, ...own, ...more });
  };
  const recall = (more: Partial<RecallWish> = {}, person: Owner = { userId: bob.id, connectionId: connection.id }) => {
    const settings = { ...defaultSettings, maxCaptionLength: 60 };
    const wish = { imageId: second.id, sha256: 'house', sameAs: [], ...asked, ...more };
    return recallText(db, { kind: 'run', ...person, model: 'm', settings }, wish);
  };
  return { ...scene, first, second, post, show, remember, recall };
}

/** As if it were posted so many times more in the same post, each with its draft. */
function copyPicture({ $client }: Db, imageId: string, times: number) {
  for (const [table, changes] of [
    ['images', { id: "'c' || n", media_id: "'c' || n", posted_at: 'posted_at + n' }],
    ['caption_versions', { id: "'v' || n", image_id: "'c' || n" }],
  ] as const) {
    const columns = $client.prepare('select name from pragma_table_info(?)').pluck().all(table) as string[];
    const values = columns.map((name) => (changes as Record<string, string>)[name] ?? name);
    const numbers = `with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${times})`;
    const which = table === 'images' ? 'id' : 'image_id';
    $client
      .prepare(
        `insert into ${table} (${columns}) ${numbers} select ${values} from numbers cross join ${table} where ${which} = ?`,
      )
      .run(imageId);
  }
}

describe("a person's own text for a picture posted again", () => {
  it('is offered before any draft, and says whose it is and since when', async () => {
    const { review, clock, first, remember, recall } = await memoryScene();
    remember();
    expect(review.approve({ ...first.wish, text: 'Mein Haus am See.' })).toMatchObject({ state: 'approved' });
    expect(recall()).toEqual({
      ...{ text: 'Mein Haus am See.', raw: null, model: null, promptVersion: null, findings: [] },
      origin: { kind: 'own text', imageId: first.id, at: clock.now() },
    });
  });

  it('is the one she typed before one she only approved, and then the newest', async () => {
    const { review, clock, post, first, recall } = await memoryScene();
    const [older, newer] = [post('house'), post('house')];
    review.approve({ ...older.wish, text: 'Getippt.' });
    clock.advance(1000);
    review.approve(first.wish);
    expect(recall()?.text).toBe('Getippt.');
    clock.advance(1000);
    review.approve({ ...newer.wish, text: 'Später getippt.' });
    expect(recall()?.text).toBe('Später getippt.');
  });

  it('is offered though she has not decided about it yet, but not to what may be approved without asking', async () => {
    const { review, first, recall, bob, connection } = await memoryScene();
    const scheduled = { userId: bob.id, connectionId: connection.id, kind: 'scheduled' } as const;
    review.edit({ ...first.wish, text: 'Noch nicht fertig', expectedRevision: 1 });
    expect(recall()?.text).toBe('Noch nicht fertig');
    expect(recall({}, scheduled)).toBeNull();
    review.approve(first.wish);
    expect(recall({}, scheduled)?.text).toBe('Noch nicht fertig');
  });

  it('is found among thousands of drafts of the same picture that nobody has decided about', async () => {
    const { db, bob, review, first, second, post, recall } = await memoryScene();
    const oldest = post('house');
    db.$client.prepare('update images set posted_at = 1 where id = ?').run(oldest.id);
    review.approve({ ...first.wish, text: 'Mein Haus.' });
    copyPicture(db, second.id, 3000);
    expect(recall()?.text).toBe('Mein Haus.');
    review.reject(oldest.wish);
    const turnedDown = listTurnedDown(db, { userId: bob.id, shas: ['house'] });
    expect(turnedDown.map(({ text }) => text)).toEqual(['Draft 0']);
    expect(listOwnTexts(db, { userId: bob.id, imageId: second.id, shas: ['house'] })).toHaveLength(1);
    db.$client.prepare("update images set state = 'published' where user_id = ?").run(bob.id);
    expect(listOwnTexts(db, { userId: bob.id, imageId: second.id, shas: ['house'] })).toHaveLength(50);
  });

  it('is taken by a scheduled run from a post that all readers of the new one may read, and from no narrower one', async () => {
    const { db, review, first, second, recall, bob, connection } = await memoryScene();
    const scheduled = { userId: bob.id, connectionId: connection.id, kind: 'scheduled' } as const;
    review.approve({ ...first.wish, text: 'Annas Schule.' });
    const show = ({ id }: { id: string }, visibility: string) =>
      db.$client
        .prepare('update posts set visibility = ? where id = (select post_id from images where id = ?)')
        .run(visibility, id);
    const isTaken = (from: string, to: string) => {
      show(first, from);
      show(second, to);
      expect(recall()?.text).toBe('Annas Schule.');
      return recall({}, scheduled) !== null;
    };
    const visibilities = ['public', 'unlisted', 'private', 'direct'];
    const taken = visibilities.map((from) => visibilities.filter((to) => isTaken(from, to)));
    expect(taken).toEqual([visibilities, visibilities, ['private', 'direct'], []]);
  });

  it('is offered though its post is gone, and where she described it on the server herself', async () => {
    const { db, review, first, post, recall } = await memoryScene();
    review.approve({ ...first.wish, text: 'Mein Haus.' });
    db.$client.prepare("update images set state = 'gone', gone_from = 'published' where id = ?").run(first.id);
    expect(recall()?.text).toBe('Mein Haus.');
    const set =
      "update images set state = 'described', remote_description = ?, says_nothing = ?, text = null where id = ?";
    const described = post('pond');
    db.$client.prepare(set).run('Der Teich hinterm Haus', 0, described.id);
    expect(recall({ sha256: 'pond' })?.text).toBe('Der Teich hinterm Haus');
    db.$client.prepare(set).run('IMG_1.jpg', 1, described.id);
    expect(recall({ sha256: 'pond' })).toBeNull();
  });

  it('is a model’s still where she only approved it, and carries the note in the next post that wants one', async () => {
    const { db, bob, clock, review, first, second, post, recall, connection } = await memoryScene();
    const owner = { userId: bob.id, connectionId: connection.id };
    const disclose = (disclosure: string) => {
      clock.advance(1000);
      writeCaptionSettings(db, { ...owner, settings: { disclosure } }, clock.now());
    };
    /** The picture's draft becomes what is recalled, as a run would keep it. */
    const reuse = (imageId: string) => {
      const recalled = recall({ imageId });
      if (!recalled) throw new Error('nothing was recalled');
      const { text, model } = recalled;
      db.$client.prepare('update images set text = ?, model = ? where id = ?').run(text, model, imageId);
      db.$client
        .prepare('update caption_versions set text = ?, model = ? where image_id = ?')
        .run(text, model, imageId);
      return model;
    };
    disclose('off');
    expect(review.approve(first.wish).text).toBe('Draft 0');
    disclose('after');
    expect(reuse(second.id)).toBe('gemma3:4b');
    expect(review.approve(second.wish).text).toBe('Draft 0 Von einer KI beschrieben.');
    // Approved with the note and then without it, it is the model's in every later post.
    disclose('off');
    const third = post('house');
    expect(reuse(third.id)).toBe('gemma3:4b');
    expect(review.approve(third.wish).text).toBe('Draft 0');
    review.undecide(third.wish);
    review.approve({ ...third.wish, text: 'Mein Haus.' });
    expect(recall()?.model).toBeNull();
  });

  it('is not what was approved without asking her', async () => {
    const { db, review, first, recall } = await memoryScene();
    review.approve(first.wish);
    db.$client.prepare('update images set approved_unasked_at = 1 where id = ?').run(first.id);
    expect(recall()).toBeNull();
  });

  it('is not offered in another language, nor where it is too long for the server', async () => {
    const { db, review, first, recall, connection } = await memoryScene();
    review.approve({ ...first.wish, text: 'Mein Haus.' });
    expect(recall({ language: 'en' })).toBeNull();
    expect(recall({ language: 'und' })).toBeNull();
    expect(recall({ language: 'de-AT' })?.text).toBe('Mein Haus.');
    const limit = "update platform_connections set instance = json_set(instance, '$.descriptionLimit', 5) where id = ?";
    db.$client.prepare(limit).run(connection.id);
    expect(recall()).toBeNull();
  });

  it('is offered for a picture of other bytes that the run found to be the same', async () => {
    const { review, first, show, recall } = await memoryScene();
    review.approve({ ...first.wish, text: 'Mein Haus.' });
    show(first.id, 'house, cut');
    expect(recall()).toBeNull();
    expect(recall({ sameAs: [first.id] })?.text).toBe('Mein Haus.');
  });

  it('is not offered again where she has turned it down since', async () => {
    const { clock, review, draft: setDraft, first, post, recall } = await memoryScene();
    review.approve({ ...first.wish, text: 'Mein Haus.' });
    const again = post('house');
    setDraft(again.id, 'Mein Haus.');
    clock.advance(1000);
    review.dismissPost(again.wish);
    expect(recall()?.text).toBe('Mein Haus.');
    review.askAboutPost(again.wish);
    review.reject(again.wish);
    expect(recall()).toBeNull();
  });
});

describe('an earlier draft', () => {
  it('is offered for the same question to the same model only', async () => {
    const { first, clock, remember, recall } = await memoryScene();
    remember();
    expect(recall()).toMatchObject({
      ...{ text: 'Ein Haus.', raw: 'Sure: Ein Haus.', model: 'm', promptVersion: 'alt-2' },
      origin: { kind: 'earlier draft', imageId: first.id, at: clock.now() },
    });
    expect(recall({ promptVersion: 'alt-3' })).toBeNull();
    expect(recall({ language: 'en' })).toBeNull();
    expect(recall({ requestKey: 'names' })).toBeNull();
  });

  it('is the newest', async () => {
    const { clock, remember, recall } = await memoryScene();
    remember();
    clock.advance(1000);
    remember({ text: 'Ein Haus am See.', requestKey: 'names' });
    expect(recall()).toBeNull();
    expect(recall({ requestKey: 'names' })?.text).toBe('Ein Haus am See.');
  });

  it('is not offered where it is longer than wanted', async () => {
    const { remember, recall } = await memoryScene();
    remember({ text: 'Haus '.repeat(13) });
    expect(recall()).toBeNull();
  });

  it('is not offered again once it was rejected, or replaced by another', async () => {
    const { db, review, draft: setDraft, first, remember, recall } = await memoryScene();
    remember();
    setDraft(first.id, 'Ein Haus.');
    expect(recall()?.text).toBe('Ein Haus.');
    review.reject(first.wish);
    expect(recall()).toBeNull();
    db.$client.prepare("update images set state = 'gone', gone_from = 'rejected' where id = ?").run(first.id);
    expect(recall()).toBeNull();
    db.$client.prepare("update images set state = 'rejected', gone_from = null where id = ?").run(first.id);
    review.undecide(first.wish);
    expect(recall()?.text).toBe('Ein Haus.');
    setDraft(first.id, 'Ein anderes Haus.');
    expect(recall()).toBeNull();
  });
});

describe('the memory of one person', () => {
  it('goes with the connection whose pictures it is about, and with no other', async () => {
    const { db, bob, connection, connect, post, remember, recall } = await memoryScene();
    const other = { userId: bob.id, connectionId: connect(bob.id, 'bobby').id };
    const pond = post('pond', other);
    remember();
    remember({ sha256: 'pond', imageId: pond.id, text: 'Ein Teich.' });
    const recallPond = () => recall({ imageId: pond.id, sha256: 'pond' }, other)?.text;
    expect(recall({ imageId: pond.id }, other)?.text).toBe('Ein Haus.');
    deleteConnection(db, connection.id);
    expect(recall({ imageId: pond.id }, other)).toBeNull();
    expect(recallPond()).toBe('Ein Teich.');
    expect(db.select().from(captionCache).all()).toHaveLength(1);
  });

  it('is closed to everybody else, whatever a run claims', async () => {
    const { db, review, first, remember, recall, connect, post } = await memoryScene();
    const charlie = addPerson(db, 'charlie');
    const own = { userId: charlie.id, connectionId: connect(charlie.id, 'charlie').id };
    const theirs = post('house', own);
    remember();
    review.approve({ ...first.wish, text: 'Mit Miso, meiner Katze.' });
    expect(recall({ imageId: theirs.id, sameAs: [first.id] }, own)).toBeNull();
    expect(recall()?.text).toBe('Mit Miso, meiner Katze.');
  });
});
