import { say } from '../lib/sentence.ts';
import { createMastodonApiFamily } from './mastodon-api/family.ts';
import { isAtLeast } from './version.ts';

/** Hometown carries Mastodon's edit from its 4.2 on. */
const needed: Record<string, string> = { mastodon: '4.1.0', hometown: '4.2.0' };

/** Mastodon and its forks glitch-soc and Hometown. https://docs.joinmastodon.org/methods/statuses/#edit */
export const mastodon = createMastodonApiFamily({
  name: 'mastodon',
  software: Object.keys(needed),
  scopes: 'read:accounts read:statuses write:statuses',
  capabilities: {
    mode: 'statusEdit',
    federates: true,
    altMax: 1500,
    conflictCheck: 'editedAt',
    notifiesOthers: true,
    sharedFile: false,
    needsRefresh: false,
    editsShownInHistory: true,
    // Edits share 300 per 3 hours with the person's own posts and boosts; this leaves them 120.
    unproven: false,
    pace: { editsPerHour: 60, counts: 'posts', sharedBy: 'connection' },
  },
  accepts(software, version) {
    const least = needed[software] ?? '4.1.0';
    if (isAtLeast(version, least)) return { ok: true, cautions: [] };
    return {
      ok: false,
      needed: least,
      reason: say('platforms.tooOld', { software: 'Mastodon', version, needed: least }),
    };
  },
  hasUserStream: true,
  listing: { nextCursor: ({ nextMaxId }) => nextMaxId },
  refuses(post) {
    // An edit marks every post with a warning as sensitive; one that is not marked would change.
    return post.spoilerText !== '' && !post.sensitive ? say('platforms.refusesUnmarkedWarning') : null;
  },
});
