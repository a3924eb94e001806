import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import sharp from 'sharp';
import { saveFoundPost } from '../../db/found-posts.ts';
import { captionVersions, imageFiles, images } from '../../db/schema.ts';
import { newId } from '../../src/lib/ids.ts';
import { addConnection } from './people.ts';
import type { Persona } from './personas.ts';
import type { TestWeb } from './web.ts';

export const socialInstance = {
  origin: 'https://social.example',
  domain: 'social.example',
  software: 'mastodon',
  version: '4.4.0',
  family: 'mastodon',
  title: 'Social',
  descriptionLimit: 120,
  descriptionMinimum: 0,
  maxMediaAttachments: 4,
};

type ImageRow = typeof images.$inferSelect;

export type NewPicture = Partial<Pick<ImageRow, 'state' | 'text' | 'remoteDescription' | 'failedStage'>> & {
  /** A file of the sandbox's photographs, to be seen and not only to be there. */
  photo?: string;
  /** That the draft was asked for in. */
  language?: string;
  more?: Partial<ImageRow>;
};

export type NewPost = { text?: string; spoilerText?: string; boostsCount?: number; language?: string | null };

const hourMs = 3_600_000;

/** A person with a connection and pictures to decide about, over the rows alone: no server is asked for anything. */
export function settleReviewer(web: TestWeb, persona: Persona, handle = 'bob@social.example') {
  const { db, clock, pictures } = web.parts;
  const userId = persona.user.id;
  const account = { instance: socialInstance, accountId: handle, handle };
  const connectionId = addConnection(db, userId, account).id;
  let posted = 0;

  /** A post with these pictures, each newer than the one before. Answers the ids of the pictures in their order. */
  async function addPost(media: NewPicture[], post: NewPost = {}): Promise<string[]> {
    const number = ++posted;
    const photos = await Promise.all(media.map(({ photo }) => photo && readPhoto(photo)));
    saveFoundPost(
      db,
      { userId, connectionId },
      {
        ...{ id: `${number}`, uri: `https://social.example/${handle}/${number}` },
        url: `https://social.example/@bob/${number}`,
        createdAtMs: clock.now() - (100 - number) * hourMs,
        editedAtMs: null,
        visibility: 'public',
        isReply: false,
        spoilerText: post.spoilerText ?? '',
        sensitive: Boolean(post.spoilerText),
        language: post.language === undefined ? 'en' : post.language,
        text: post.text ?? `Post ${number}`,
        hasPoll: false,
        boostsCount: post.boostsCount ?? 0,
        media: media.map(({ remoteDescription = null }, index) => ({
          ...{ id: `${number}-${index}`, type: 'image' as const, url: null, previewUrl: null, blurhash: null },
          width: photos[index] ? photos[index].width : 640,
          height: photos[index] ? photos[index].height : 480,
          description: remoteDescription,
        })),
      },
      clock.now(),
    );
    const ids: string[] = [];
    for (const [index, picture] of media.entries()) {
      const row = db
        .select()
        .from(images)
        .where(eq(images.mediaId, `${number}-${index}`))
        .all();
      const id = row.find((one) => one.connectionId === connectionId)?.id ?? '';
      ids.push(id);
      draft(id, picture);
      const photo = photos[index];
      if (photo) await hang(id, photo.webp);
    }
    return ids;
  }

  function draft(
    id: string,
    { state = 'drafted', text = 'A draft.', language, failedStage = null, more }: NewPicture,
  ): void {
    const changes = { state, text, failedStage, revision: 1, updatedAt: clock.now(), ...more };
    db.update(images).set(changes).where(eq(images.id, id)).run();
    if (!text) return;
    const version = { id: newId(clock.now()), imageId: id, kind: 'draft' as const, text, model: 'gemma3:4b' };
    db.insert(captionVersions)
      .values({ ...version, createdAt: clock.now(), ...(language && { language }) })
      .run();
  }

  async function hang(imageId: string, webp: Buffer): Promise<void> {
    await pictures.write(imageId, new Uint8Array(webp));
    const file = { imageId, kind: 'thumbnail' as const, mimeType: 'image/webp', sizeBytes: webp.byteLength };
    db.insert(imageFiles)
      .values({ ...file, createdAt: clock.now() })
      .run();
  }

  const rowOf = (id: string): ImageRow => {
    const row = db.select().from(images).where(eq(images.id, id)).get();
    if (!row) throw new Error('there is no such image');
    return row;
  };

  return { connectionId, addPost, rowOf };
}

async function readPhoto(name: string) {
  const photo = sharp(join(import.meta.dirname, 'photos', name)).resize({ width: 640, height: 640, fit: 'inside' });
  const { data, info } = await photo.webp().toBuffer({ resolveWithObject: true });
  return { webp: data, width: info.width, height: info.height };
}
