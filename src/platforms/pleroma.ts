import { type Sentence, say } from '../lib/sentence.ts';
import type { ErrorReader } from './http-errors.ts';
import type { Dialect } from './mastodon-api/dialect.ts';
import { createMastodonApiFamily } from './mastodon-api/family.ts';
import { refreshToken } from './oauth.ts';
import type { EditablePost, PlatformFamily, RemotePost } from './platform.ts';
import { adaptPleromaStatus } from './pleroma/adapt-status.ts';
import { findPleromaPost } from './pleroma/find-post.ts';
import { readPleromaFacts } from './pleroma/read-facts.ts';
import { isAtLeast } from './version.ts';

/** The first with edits; attachments have ids that lead to their uploads since then. */
const needed = '2.5.0';

/** Pleroma, and what Akkoma shares with it. https://docs-develop.pleroma.social/backend/development/API/pleroma_api/ */
export const pleromaDialect: Dialect = {
  name: 'pleroma',
  software: ['pleroma'],
  scopes: 'read:accounts read:statuses read:media write:statuses write:media',
  capabilities: {
    mode: 'mediaThenStatus',
    federates: true,
    altMax: 5000,
    conflictCheck: 'editedAt',
    notifiesOthers: true,
    sharedFile: false,
    // Tokens are given for a hundred years, unless the administrator has decided otherwise.
    needsRefresh: false,
    editsShownInHistory: true,
    unproven: false,
    // It takes 15 actions in 10 seconds and says nothing of what is left.
    pace: { editsPerHour: 60, bursts: { most: 1, perMs: 1000 }, counts: 'posts', sharedBy: 'connection' },
  },
  accepts(_software, version) {
    if (isAtLeast(version, needed)) return { ok: true, cautions: [say('platforms.showsEditingApplication')] };
    return { ok: false, needed, reason: say('platforms.tooOld', { software: 'Pleroma', version, needed }) };
  },
  readFacts: readPleromaFacts,
  // Three pages in half a second are too many.
  listing: { nextCursor: ({ nextMaxId }) => nextMaxId, pauseMs: 250 },
  readsAsStranger: true,
  adaptStatus: adaptPleromaStatus,
  findByLink: findPleromaPost,
  // Keys it does not know may be refused. Without the type of the text it would be plain from then on.
  adaptBody: (body, { source }) => ({
    ...body,
    language: undefined,
    media_attributes: undefined,
    content_type: source.contentType ?? undefined,
  }),
  refuses: (post, _instance, { source }) => refusesUnsendable(post, source),
  readError: readPleromaError,
  // The longest of its windows; it never says when to come back.
  pauseMs: 10_000,
};

export const pleroma: PlatformFamily = { ...createMastodonApiFamily(pleromaDialect), refresh: refreshToken };

/** What cannot be sent back whole. */
function refusesUnsendable(post: RemotePost, { text }: EditablePost['source']): Sentence | null {
  if (post.peculiarity === 'quote') return say('platforms.refusesQuote');
  if (post.peculiarity === 'list') return say('platforms.refusesList');
  // Posts from before the server kept what was typed: sent back, their text would be gone.
  return text.trim() === '' && post.text !== '' ? say('platforms.refusesWithoutSource') : null;
}

const mediaPath = /^\/api\/v1\/media\//;

/** A dead token is 403 here, and an upload that is not there 500 with a bare word for a body. */
function readPleromaError(...[{ status, body, path = '' }, message]: Parameters<ErrorReader>): ReturnType<ErrorReader> {
  if (status === 403 && message?.startsWith('Invalid credentials')) return 'token-dead';
  const isMissing = status === 500 && mediaPath.test(path) && body.includes('Something went wrong');
  return isMissing ? 'gone' : null;
}
