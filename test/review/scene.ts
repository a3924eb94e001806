import { saveFoundPost } from '../../db/found-posts.ts';
import { captionVersions, images } from '../../db/schema.ts';
import { newId } from '../../src/lib/ids.ts';
import type { Instance } from '../../src/platforms/platform.ts';
import type { DecisionTools } from '../../src/review/decide.ts';
import { createReview } from '../../src/review/review.ts';
import { testClock } from '../support/clock.ts';
import { openTestDatabase } from '../support/database.ts';
import { addConnection, addPerson } from '../support/people.ts';

const instance: Instance = {
  origin: 'https://social.example',
  domain: 'social.example',
  software: 'mastodon',
  version: '4.4.0',
  family: 'mastodon',
  title: 'Social',
  descriptionLimit: 40,
  descriptionMinimum: 0,
  maxMediaAttachments: 4,
};

const findImageOf: DecisionTools['findingsOf'] = (text) =>
  text.includes('image of') ? [{ id: 'image-of', severity: 'warning', message: { key: 'captioner.imageOf' } }] : [];

/** Bob with a connection, and the review room over a real database; `decided` collects the posts to schedule. */
export async function openScene(findingsOf: DecisionTools['findingsOf'] = findImageOf) {
  const { db, reader } = await openTestDatabase();
  const clock = testClock();
  const decided: string[] = [];
  const publishing = { postDecided: (postId: string) => void decided.push(postId), wake: () => {} };
  const review = createReview({
    ...{ db, reader, clock, publishing },
    onChange: () => {},
    findingsOf,
  });
  const bob = addPerson(db, 'bob');
  const connect = (userId: string, name: string) =>
    addConnection(db, userId, { instance, accountId: name, handle: `${name}@social.example` });
  const connection = connect(bob.id, 'bob');

  let posted = 0;
  /** A post with drafted pictures, each newer than the one before; `media` are the descriptions on the server. */
  function addPost(media: (string | null)[] = [null], owner = { userId: bob.id, connectionId: connection.id }) {
    const number = ++posted;
    saveFoundPost(
      db,
      owner,
      {
        id: `${number}`,
        uri: `https://social.example/${owner.connectionId}/${number}`,
        url: `https://social.example/${number}`,
        createdAtMs: 1_000_000 + number * 1000,
        editedAtMs: null,
        visibility: 'unlisted',
        isReply: false,
        spoilerText: 'cw',
        sensitive: true,
        language: 'de',
        text: `Post ${number}`,
        hasPoll: false,
        boostsCount: 0,
        media: media.map((description, index) => ({
          id: `${number}-${index}`,
          type: 'image' as const,
          url: null,
          previewUrl: null,
          width: 10,
          height: 10,
          description,
          blurhash: null,
        })),
      },
      clock.now(),
    );
    const rows = db.select().from(images).all();
    const added = rows
      .filter(({ mediaId }) => mediaId.startsWith(`${number}-`))
      .sort((a, b) => a.position - b.position);
    for (const { id, position } of added) draft(id, `Draft ${position}`);
    return added.map(({ id, postId }) => ({ id, postId, wish: { user: { id: owner.userId }, imageId: id } }));
  }

  function draft(imageId: string, text: string | null, state: 'drafted' | 'failed' | 'found' | 'conflict' = 'drafted') {
    db.$client.prepare('update images set state = ?, text = ?, revision = 1 where id = ?').run(state, text, imageId);
    if (text === null) return;
    const version = {
      id: newId(clock.now()),
      imageId,
      kind: 'draft' as const,
      text,
      model: 'gemma3:4b',
      language: 'de',
      createdAt: clock.now(),
    };
    db.insert(captionVersions).values(version).run();
  }

  return { db, reader, clock, review, decided, bob, connection, connect, addPost, draft };
}
