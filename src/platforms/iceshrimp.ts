import { z } from 'zod';
import { say } from '../lib/sentence.ts';
import { createMastodonApiFamily } from './mastodon-api/family.ts';
import { addressOnServer, notAPostLink } from './own-link.ts';
import { isAtLeast } from './version.ts';

/** The oldest whose edits are known. */
const needed = '2024.1-beta4';

/** Iceshrimp.NET. https://iceshrimp.dev/iceshrimp/Iceshrimp.NET */
export const iceshrimp = createMastodonApiFamily({
  name: 'iceshrimp',
  software: ['iceshrimp.net'],
  scopes: 'read:accounts read:statuses write:statuses',
  capabilities: {
    mode: 'statusEdit',
    federates: true,
    // It tells no limit; this is what other servers show in full.
    altMax: 1500,
    conflictCheck: 'editedAt',
    notifiesOthers: true,
    // A description is kept with the file of the drive.
    sharedFile: true,
    needsRefresh: false,
    editsShownInHistory: true,
    unproven: false,
    pace: { editsPerHour: 60, counts: 'posts', sharedBy: 'connection' },
  },
  accepts(_software, version) {
    if (isKnown(version)) return { ok: true, cautions: [say('platforms.filesAreShared')] };
    return {
      ok: false,
      needed,
      reason: say('platforms.unknownBefore', { software: 'Iceshrimp.NET', version, needed }),
    };
  },
  adaptStatus: inStableOrder,
  listing: { nextCursor: ({ nextMaxId }) => nextMaxId },
  findByLink: async (link, { api, instance }) => {
    const [, id] = /^\/notes\/([0-9a-z]+)\/?$/.exec(addressOnServer(link, instance).pathname) ?? [];
    if (id === undefined) throw notAPostLink(api.host, 'platforms.notANoteLink');
    return id;
  },
  // An edit knows neither mark nor language and keeps both.
  adaptBody: (body) => ({ ...body, sensitive: undefined, language: undefined }),
});

/** Versions are `2024.1-beta4.security2`, `2025.1-beta5.patch3`, `2026.1.2-beta`. */
function isKnown(version: string): boolean {
  const beta = /^v?2024\.1-beta(\d+)/.exec(version)?.[1];
  return isAtLeast(version, '2024.1') && (beta === undefined || Number(beta) >= 4);
}

const status = z.looseObject({ media_attachments: z.array(z.looseObject({ id: z.string() })) });

/**
 * Pictures come as the database has them at the moment, and an edit moves a row; an order of their own it does not tell,
 * nor can it be changed. So they stand in the order of their ids, which is that of their uploads.
 */
function inStableOrder(answer: unknown): unknown {
  const { data } = status.safeParse(answer);
  if (!data) return answer;
  return { ...data, media_attachments: data.media_attachments.sort((one, other) => (one.id < other.id ? -1 : 1)) };
}
