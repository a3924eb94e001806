import { blurhashOf } from './placeholder-hash.ts';
import type { Account, Media, Poll, Post, Visibility } from './records.ts';
import { mediaUrl, previewUrl } from './status-json.ts';
import { accountOf, mediaOf, type World } from './world.ts';

export const VISIBILITIES: Record<Visibility, string> = {
  public: 'public',
  unlisted: 'home',
  private: 'followers',
  direct: 'specified',
};

/** An account as Misskey's API shows it. */
export function userJson({ origin }: World, { id, username }: Account): object {
  return {
    id,
    name: null,
    username,
    host: null,
    avatarUrl: `${origin}/identicon/${username}`,
    avatarBlurhash: null,
    isBot: false,
    isCat: false,
    emojis: {},
    onlineStatus: 'unknown',
  };
}

/** A post as Misskey's API shows it. Ids of files that are gone stay in `fileIds`. */
export function noteJson(world: World, post: Post, withRelated = true): object {
  const renote = post.boostOf ? world.posts.get(post.boostOf) : undefined;
  const reply = post.inReplyToId ? world.posts.get(post.inReplyToId) : undefined;
  return {
    id: post.id,
    createdAt: new Date(post.createdAtMs).toISOString(),
    userId: post.accountId,
    user: userJson(world, accountOf(world, post)),
    text: post.text || null,
    cw: post.spoilerText || null,
    visibility: VISIBILITIES[post.visibility],
    localOnly: false,
    reactionAcceptance: null,
    ...(post.visibility === 'direct' && { visibleUserIds: post.mentions }),
    renoteCount: 0,
    repliesCount: 0,
    reactions: {},
    reactionEmojis: {},
    ...(post.tags.length > 0 && { tags: post.tags }),
    fileIds: post.mediaIds,
    files: mediaOf(world, post).map((media) => fileJson(world, media, post.sensitive)),
    replyId: post.inReplyToId,
    renoteId: post.boostOf,
    ...(post.mentions.length > 0 && { mentions: post.mentions }),
    ...(post.channelId !== null && { channelId: post.channelId, channel: { id: post.channelId, name: 'Harbours' } }),
    ...(post.editedAtMs !== null && { updatedAt: new Date(post.editedAtMs).toISOString() }),
    ...(post.poll && { poll: pollJson(post.poll) }),
    ...(withRelated && renote && { renote: noteJson(world, renote, false) }),
    ...(withRelated && reply && { reply: noteJson(world, reply, false) }),
  };
}

/** A file of somebody's drive. There the file is sensitive, not the post. */
export function fileJson(world: World, media: Media, isSensitive: boolean): object {
  return {
    id: media.id,
    createdAt: new Date(world.clock.now()).toISOString(),
    name: `${media.id}.${media.mimeType.split('/')[1]}`,
    type: typeOf(media),
    md5: media.key,
    size: 12_345,
    isSensitive,
    blurhash: blurhashOf(media.key),
    properties: media.width > 0 ? { width: media.width, height: media.height } : {},
    url: mediaUrl(world, media),
    thumbnailUrl: previewUrl(world, media),
    comment: media.description,
    folderId: null,
    folder: null,
    userId: null,
    user: null,
  };
}

function typeOf({ type, mimeType }: Media): string {
  const known = { gifv: 'image/gif', video: 'video/mp4', audio: 'audio/mpeg', unknown: 'application/octet-stream' };
  return type === 'image' ? mimeType : known[type];
}

function pollJson({ options, expiresAtMs, multiple }: Poll): object {
  return {
    multiple,
    expiresAt: new Date(expiresAtMs).toISOString(),
    choices: options.map(({ title, votes }) => ({ text: title, votes, isVoted: false })),
  };
}
