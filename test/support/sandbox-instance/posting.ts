import { mentionsIn, tagsIn } from './content.ts';
import {
  PHOTOGRAPHS,
  type PhotographName,
  type PictureFault,
  type PictureSource,
  type Variation,
} from './photographs.ts';
import { claimedSize } from './picture-size.ts';
import { hex } from './random.ts';
import type { Account, Media, Poll, Post, Visibility } from './records.ts';
import { newRecordId, type World } from './world.ts';

export type NewMedia = {
  /** A picture that another post has already: the very same file, with its one description. */
  sameAs?: string;
  /** The picture: a photograph at hand, whole or a variation of it, or bytes of your own. */
  photo?: PhotographName;
  variation?: Variation;
  bytes?: Uint8Array;
  mimeType?: string;
  type?: Media['type'];
  description?: string | null;
  focus?: Media['focus'];
  fault?: PictureFault;
  /** Pleroma before ids were kept: shown under an invented number that leads to nothing, or to another's upload. */
  inventedId?: 'unknown' | 'taken';
  /** Friendica: an upload that is a file and no photo is called `attach:NUMBER`. */
  id?: string;
};

export type NewPost = {
  text: string;
  spoilerText?: string;
  sensitive?: boolean;
  language?: string | null;
  visibility?: Visibility;
  /** UTC milliseconds or a Date; ids follow it. */
  createdAt?: number | Date;
  inReplyToId?: string;
  poll?: { options: string[]; expiresInMs?: number; multiple?: boolean };
  boostOf?: string;
  quoteOf?: string;
  localOnly?: boolean;
  withoutSource?: boolean;
  /** Misskey: the channel it is posted in. */
  channelId?: string;
  contentType?: Post['contentType'];
  media?: NewMedia[];
};

/** Puts a post with its pictures into the world, as if it had been published long ago. */
export function publish(world: World, account: Account, given: NewPost): Post {
  const createdAtMs = Number(given.createdAt ?? world.clock.now());
  const { id, slug } = nameOfPost(world, account, createdAtMs);
  const { keptWarning = String } = world.dialect;
  const spoilerText = keptWarning(given.spoilerText ?? '');
  const post: Post = {
    id,
    slug,
    accountId: account.id,
    createdAtMs,
    editedAtMs: null,
    text: given.text,
    spoilerText,
    sensitive: given.sensitive ?? spoilerText !== '',
    language: given.language === undefined ? account.defaultLanguage : given.language,
    visibility: given.visibility ?? 'public',
    contentType: given.contentType ?? 'text/plain',
    inReplyToId: given.inReplyToId ?? null,
    boostOf: given.boostOf ?? null,
    channelId: given.channelId ?? null,
    mediaIds: (given.media ?? []).map((media) => attach(world, account, id, createdAtMs, media).id),
    poll: given.poll ? newPoll(world, given.poll, createdAtMs) : null,
    mentions: mentionsIn(world, given.text),
    tags: tagsIn(given.text),
    history: [],
    federatedUpdates: 0,
    leakedToFollowers: false,
    ...raritiesOf(given),
  };
  world.posts.set(id, post);
  // Everybody here follows everybody.
  if (post.visibility !== 'direct') for (const { tell } of world.followers) tell('update', post);
  return post;
}

/** What only some servers know. */
function raritiesOf({ quoteOf, localOnly, withoutSource }: NewPost): Partial<Post> {
  return {
    ...(quoteOf !== undefined && { quoteOf }),
    ...(localOnly && { localOnly }),
    ...(withoutSource && { withoutSource }),
  };
}

function nameOfPost(world: World, account: Account, createdAtMs: number): Pick<Post, 'id' | 'slug'> {
  const { names } = world.dialect;
  if (names) return names.post(world, account, createdAtMs, world.idsMade++);
  return { id: newRecordId(world, createdAtMs), slug: null };
}

/** A picture that belongs to no post yet. */
export function upload(world: World, account: Account, given: NewMedia): Media {
  return attach(world, account, null, world.clock.now(), given);
}

function attach(world: World, account: Account, postId: string | null, atMs: number, given: NewMedia): Media {
  if (given.sameAs !== undefined) return use(knownMedia(world, given.sameAs), postId);
  const [width, height] = sizeOf(given);
  const plain: Media = {
    id: given.id ?? newRecordId(world, atMs),
    accountId: account.id,
    type: given.type ?? 'image',
    mimeType: given.mimeType ?? 'image/jpeg',
    source: sourceOf(given),
    width,
    height,
    description: given.description ?? null,
    focus: given.focus ?? { x: 0, y: 0 },
    key: hex(world.random, 32),
    fault: given.fault ?? null,
    attachedTo: postId,
  };
  const media = world.dialect.adaptMedia?.(plain, given, world) ?? plain;
  world.media.set(media.id, media);
  world.mediaIdsByKey.set(media.key, media.id);
  return media;
}

/** An upload belongs to the first post that shows it. */
function use(media: Media, postId: string | null): Media {
  media.attachedTo ??= postId;
  return media;
}

function knownMedia(world: World, id: string): Media {
  const media = world.media.get(id);
  if (!media) throw new Error(`there is no picture ${id}`);
  return media;
}

function sourceOf({ bytes, photo = 'coffee', variation }: NewMedia): PictureSource {
  if (bytes) return { bytes };
  return variation ? { photo, variation } : { photo };
}

function sizeOf({ bytes, photo = 'coffee', variation }: NewMedia): readonly [number, number] {
  if (bytes) return claimedSize(bytes);
  return variation ? [variation.width, variation.height] : PHOTOGRAPHS[photo];
}

function newPoll(
  world: World,
  { options, expiresInMs = 86_400_000, multiple = false }: NonNullable<NewPost['poll']>,
  atMs: number,
): Poll {
  return {
    id: newRecordId(world, atMs),
    options: options.map((title, index) => ({ title, votes: index * 3 })),
    expiresAtMs: atMs + expiresInMs,
    multiple,
  };
}
