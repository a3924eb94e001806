import { mentionsIn, tagsIn } from './content.ts';
import type { Account, Media, Poll, Post, Revision } from './records.ts';
import type { RequestBody } from './request-body.ts';
import { mediaOf, type World } from './world.ts';

/** A request to change a published post, as a dialect's `edit` gets it. The post is the viewer's own. */
export type StatusEdit = {
  post: Post;
  body: RequestBody;
  viewer: Account;
  world: World;
  /** The name of the application whose token it came with. */
  application: string;
  /** Counts against the budget of posts and edits; throws 429 when it is spent. */
  countWrite: () => void;
};
export type EditOutcome = 'changed' | 'unchanged';

/** What a post is to become. Nothing is written before the whole draft has been accepted. */
export type Draft = {
  text: string;
  spoilerText: string;
  sensitive: boolean;
  language: string | null;
  contentType: Post['contentType'];
  media: { id: string; description: string | null; focus: Media['focus'] }[];
  poll: Poll | null;
  mentions: string[];
  tags: string[];
};

export function draftOf(world: World, post: Post): Draft {
  const { text, spoilerText, sensitive, language, contentType, poll, mentions, tags } = post;
  const media = mediaOf(world, post).map(({ id, description, focus }) => ({ id, description, focus }));
  return structuredClone({ text, spoilerText, sensitive, language, contentType, poll, mentions, tags, media });
}

/** The draft with another text and the mentions and tags that follow from it. */
export function withText(world: World, draft: Draft, text: string): Draft {
  return { ...draft, text, mentions: mentionsIn(world, text), tags: tagsIn(text) };
}

export function sameDraft(a: Draft, b: Draft): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/**
 * Writes an accepted draft. With `history` the time of the edit and the old and new state are kept, without it the time
 * only where the server tells one; `quiet` tells no other server.
 */
export function applyDraft(world: World, post: Post, draft: Draft, how: { history: boolean; quiet?: boolean }): void {
  if (how.history && post.history.length === 0) post.history.push(revisionOf(world, post, post.createdAtMs));
  for (const media of mediaOf(world, post)) media.attachedTo = null;
  const { media, ...fields } = draft;
  Object.assign(post, fields, { mediaIds: media.map(({ id }) => id) });
  for (const { id, description, focus } of media) {
    const record = world.media.get(id);
    if (record) Object.assign(record, { description, focus, attachedTo: post.id });
    // Who edits a post on the server's own page describes the upload on the way.
    if (record?.upload) record.upload.description = description ?? '';
  }
  if (!how.quiet) post.federatedUpdates++;
  const editedAtMs = world.dialect.editTime?.(world.clock.now());
  if (editedAtMs !== undefined) post.editedAtMs = editedAtMs;
  if (!how.history) return;
  post.editedAtMs = world.clock.now();
  post.history.push(revisionOf(world, post, post.editedAtMs));
}

function revisionOf(world: World, post: Post, atMs: number): Revision {
  const { text, spoilerText, sensitive } = post;
  return { atMs, text, spoilerText, sensitive, descriptions: mediaOf(world, post).map((media) => media.description) };
}

export type MediaAttributes = { id: string; description?: string | null; focus?: Media['focus'] };

/** The items of `media_attributes` from a JSON body; none where the form of the body cannot carry them. */
export function mediaAttributes(body: RequestBody): MediaAttributes[] {
  const items = body.form === 'json' ? body.fields.media_attributes : undefined;
  if (!Array.isArray(items)) return [];
  return items.filter((item) => item && typeof item === 'object' && 'id' in item).map(readAttributes);
}

function readAttributes(item: { id: unknown; description?: unknown; focus?: unknown }): MediaAttributes {
  const focus = readFocus(item.focus);
  return {
    id: String(item.id),
    ...(item.description !== undefined && { description: item.description === null ? null : String(item.description) }),
    ...(focus && { focus }),
  };
}

/** Focus comes as "x,y" with both between -1 and 1. */
function readFocus(value: unknown): Media['focus'] | null {
  if (typeof value !== 'string') return null;
  const [x, y] = value.split(',').map(Number);
  return x !== undefined && y !== undefined && Number.isFinite(x) && Number.isFinite(y) ? { x, y } : null;
}

/** Length as servers count it: code points. */
export function codePoints(text: string): number {
  return [...text].length;
}
