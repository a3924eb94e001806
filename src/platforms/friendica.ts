import { say } from '../lib/sentence.ts';
import { adaptFriendicaStatus } from './friendica/adapt-status.ts';
import { findFriendicaPost } from './friendica/find-post.ts';
import { refusesFriendicaPictures } from './friendica/pictures.ts';
import type { ErrorReader } from './http-errors.ts';
import { createMastodonApiFamily } from './mastodon-api/family.ts';
import type { PlatformFamily } from './platform.ts';
import { isAtLeast } from './version.ts';

/** Before, a posted picture could be described only by an edit that makes the whole post anew. */
const needed = '2023.12';

const api = createMastodonApiFamily({
  name: 'friendica',
  software: ['friendica'],
  // It looks for these words anywhere in what is asked for; parts of them are granted as the whole.
  scopes: 'read write',
  capabilities: {
    mode: 'mediaOnly',
    federates: false,
    // It sets no limit; this is what other servers show in full.
    altMax: 1500,
    conflictCheck: 'fingerprint',
    notifiesOthers: false,
    sharedFile: false,
    needsRefresh: false,
    editsShownInHistory: false,
    unproven: false,
    pace: { editsPerHour: 60, counts: 'posts', sharedBy: 'connection' },
  },
  accepts(_software, version) {
    if (isAtLeast(version, needed)) return { ok: true, cautions: [say('platforms.readingMarksSeen')] };
    return { ok: false, needed, reason: say('platforms.tooOld', { software: 'Friendica', version, needed }) };
  },
  // `only_media` would leave out every private post and name the others once a picture.
  listing: { filter: {}, nextCursor: ({ nextMaxId, lastId }) => nextMaxId ?? lastId },
  readsAsStranger: true,
  // Its source is the text without its formatting, made for an edit that would lose it.
  hasSource: false,
  adaptStatus: adaptFriendicaStatus,
  findByLink: findFriendicaPost,
  refusesPictures: refusesFriendicaPictures,
  readError,
  // Revoking one token takes those of everybody who connected by the same application.
  revokes: false,
  // An account has one token of an application: two people here who share it would put each other out.
  registersForEachSignIn: true,
});

/** Friendica. https://wiki.friendi.ca/docs/api-mastodon */
export const friendica: PlatformFamily = {
  ...api,
  // It compares addresses without what follows a question mark, and a registered one with it.
  async registerApp(wish) {
    const [redirectUri = ''] = wish.redirectUri.split('?');
    return { ...(await api.registerApp({ ...wish, redirectUri })), redirectUri: wish.redirectUri };
  },
};

/** A dead token and a missing scope are the same 403; that a post is not there comes as a page for people. */
function readError(...[{ status, body, path }, message]: Parameters<ErrorReader>): ReturnType<ErrorReader> {
  // Everybody who connected was asked for `read`.
  if (status === 403 && message !== null) return path?.endsWith('verify_credentials') ? 'token-dead' : 'scope-missing';
  return status === 404 && body.includes('Item with URI ID') ? 'gone' : null;
}
