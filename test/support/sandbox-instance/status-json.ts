import { renderContent } from './content.ts';
import { blurhashOf } from './placeholder-hash.ts';
import type { Account, Media, Poll, Post } from './records.ts';
import { accountOf, mediaOf, type World } from './world.ts';

/** An account as the Mastodon API shows it. */
export function accountJson({ origin }: World, account: Account): Record<string, unknown> {
  return {
    id: account.id,
    username: account.username,
    acct: account.username,
    display_name: account.username,
    locked: false,
    bot: false,
    created_at: iso(account.createdAtMs),
    note: '',
    url: `${origin}/@${account.username}`,
    uri: `${origin}/users/${account.username}`,
    avatar: `${origin}/avatars/missing.png`,
    avatar_static: `${origin}/avatars/missing.png`,
    header: `${origin}/headers/missing.png`,
    followers_count: 0,
    following_count: 0,
    statuses_count: 0,
    emojis: [],
    fields: [],
  };
}

/** A post as the Mastodon API shows it, in the dialect's manner. */
export function statusJson(world: World, post: Post): object {
  const account = accountOf(world, post);
  const boosted = post.boostOf ? world.posts.get(post.boostOf) : undefined;
  const parent = post.inReplyToId ? world.posts.get(post.inReplyToId) : undefined;
  const json = {
    id: post.id,
    created_at: iso(post.createdAtMs),
    edited_at: post.editedAtMs === null ? null : iso(post.editedAtMs),
    in_reply_to_id: post.inReplyToId,
    in_reply_to_account_id: parent?.accountId ?? null,
    sensitive: post.sensitive,
    spoiler_text: post.spoilerText,
    visibility: post.visibility,
    language: post.language,
    uri: `${world.origin}/users/${account.username}/statuses/${post.id}`,
    url: postUrl(world, post),
    replies_count: 0,
    reblogs_count: 0,
    favourites_count: 0,
    content: renderContent(world, post),
    reblog: boosted ? statusJson(world, boosted) : null,
    application: { name: post.application ?? 'Web', website: null },
    account: accountJson(world, account),
    media_attachments: mediaOf(world, post).map((media) => mediaJson(world, media)),
    mentions: post.mentions.flatMap((id) => mentionJson(world, world.accounts.get(id))),
    tags: post.tags.map((name) => ({ name: name.toLowerCase(), url: `${world.origin}/tags/${name}` })),
    emojis: [],
    card: null,
    poll: post.poll && pollJson(world, post.poll),
    favourited: false,
    reblogged: false,
    muted: false,
    bookmarked: false,
    pinned: false,
  };
  return world.dialect.status(json, post, world);
}

export function postUrl(world: World, post: Post): string {
  return world.dialect.postUrl?.(post, world) ?? `${world.origin}/@${accountOf(world, post).username}/${post.id}`;
}

export function mediaUrl({ origin }: World, { key, mimeType }: Media): string {
  return `${origin}/media/${key}/original.${extension(mimeType)}`;
}

export function previewUrl({ origin }: World, { key }: Media): string {
  return `${origin}/media/${key}/small.jpg`;
}

export function mediaJson(world: World, media: Media): object {
  const json = {
    id: media.id,
    type: media.type,
    url: mediaUrl(world, media),
    preview_url: previewUrl(world, media),
    remote_url: null,
    preview_remote_url: null,
    text_url: null,
    meta: {
      ...(media.width > 0 && { original: sizeJson(media.width, media.height), small: sizeJson(...fitted(media)) }),
      focus: media.focus,
    },
    description: media.description,
    blurhash: blurhashOf(media.key),
  };
  return world.dialect.media(json, media, world);
}

function sizeJson(width: number, height: number) {
  return { width, height, size: `${width}x${height}`, aspect: width / height };
}

/** The size of the preview: at most 400 pixels a side. */
function fitted({ width, height }: Media): [number, number] {
  const scale = Math.min(1, 400 / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

function pollJson({ clock }: World, poll: Poll): object {
  return {
    id: poll.id,
    expires_at: iso(poll.expiresAtMs),
    expired: poll.expiresAtMs < clock.now(),
    multiple: poll.multiple,
    votes_count: poll.options.reduce((sum, { votes }) => sum + votes, 0),
    options: poll.options.map(({ title, votes }) => ({ title, votes_count: votes })),
    emojis: [],
  };
}

function mentionJson({ origin }: World, account: Account | undefined): object[] {
  if (!account) return [];
  const { id, username } = account;
  return [{ id, username, acct: username, url: `${origin}/@${username}` }];
}

function extension(mimeType: string): string {
  return { 'image/jpeg': 'jpg', 'video/mp4': 'mp4', 'audio/mpeg': 'mp3' }[mimeType] ?? mimeType.split('/')[1] ?? 'bin';
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}
