import { say } from '../lib/sentence.ts';
import { createMastodonApiFamily } from './mastodon-api/family.ts';
import { refusesWithoutLanguage } from './safe-edit/refusals.ts';
import { isAtLeast } from './version.ts';

/** Older versions answer 200 to the edit and ignore the descriptions. */
const needed = '0.9.6';

/** Hollo. https://docs.hollo.social/ */
export const hollo = createMastodonApiFamily({
  name: 'hollo',
  software: ['hollo'],
  scopes: 'read:accounts read:statuses write:statuses',
  capabilities: {
    mode: 'statusEdit',
    federates: true,
    // It sets no limit; this is what other servers show in full.
    altMax: 1500,
    conflictCheck: 'fingerprint',
    notifiesOthers: true,
    sharedFile: false,
    needsRefresh: false,
    editsShownInHistory: false,
    unproven: false,
    pace: { editsPerHour: 60, counts: 'posts', sharedBy: 'connection' },
  },
  accepts(_software, version) {
    const backported = isAtLeast(version, '0.8.8') && !isAtLeast(version, '0.9.0');
    if (backported || isAtLeast(version, needed))
      return { ok: true, cautions: [say('platforms.keepsNoHistory', { software: 'Hollo' })] };
    return { ok: false, needed, reason: say('platforms.tooOld', { software: 'Hollo', version, needed }) };
  },
  hasUserStream: false,
  // Its link names the first post not yet seen and then lists only what lies below: one post a page would be lost.
  listing: { nextCursor: ({ nextMaxId, lastId }) => (nextMaxId === null ? null : lastId) },
  // An empty text is refused; left out, it stays.
  adaptBody: (body, { source }) => ({ ...body, status: source.text === '' ? undefined : source.text }),
  refuses(post) {
    // An edit is sent to all followers, whoever the post was for.
    if (post.visibility === 'direct') return say('platforms.refusesDirect');
    return refusesWithoutLanguage(post.language);
  },
});
