import { countCharacters } from '../lib/characters.ts';
import { say } from '../lib/sentence.ts';
import { createMastodonApiFamily } from './mastodon-api/family.ts';
import { refusesWithoutLanguage } from './safe-edit/refusals.ts';
import { isAtLeast } from './version.ts';

const needed = '0.18.0';

/** GoToSocial. https://docs.gotosocial.org/en/latest/api/swagger/ */
export const gotosocial = createMastodonApiFamily({
  name: 'gotosocial',
  software: ['gotosocial'],
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
    unproven: false,
    // 300 requests in 5 minutes for one address; an edit is five of them.
    pace: { editsPerHour: 60, counts: 'posts', sharedBy: 'server' },
  },
  accepts(_software, version) {
    if (!isAtLeast(version, needed)) {
      return { ok: false, needed, reason: say('platforms.tooOld', { software: 'GoToSocial', version, needed }) };
    }
    return { ok: true, cautions: isAtLeast(version, '0.19.0') ? [] : [say('platforms.tokenIsAllPowerful')] };
  },
  // It has a WebSocket only, and that wants the whole `read`.
  hasUserStream: false,
  // Pages are filtered after they are cut, so only a missing link means the end.
  listing: { nextCursor: ({ nextMaxId }) => nextMaxId },
  // Without its content type an old post would be rendered anew in the account's default format.
  adaptBody: (body, { source }) => ({ ...body, content_type: source.contentType ?? undefined }),
  refuses(post, { descriptionLimit, descriptionMinimum }) {
    const lengths = post.media.map(({ description }) => countCharacters(description ?? ''));
    // The server checks the old descriptions before it takes the new ones.
    if (lengths.some((length) => length < descriptionMinimum)) {
      return say('platforms.refusesMinimum', { minimum: descriptionMinimum });
    }
    if (lengths.some((length) => length > descriptionLimit)) {
      return say('platforms.refusesOverlongDescription', { limit: descriptionLimit });
    }
    return refusesWithoutLanguage(post.language);
  },
});
