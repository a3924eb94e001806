import { createHash } from 'node:crypto';
import { say } from '../lib/sentence.ts';
import type { ErrorReader } from './http-errors.ts';
import { createMastodonApiFamily } from './mastodon-api/family.ts';
import { addressOnServer, notAPostLink } from './own-link.ts';
import { adaptSnacStatus, namedByPlace, readSnacFacts } from './snac-answers.ts';
import { isAtLeast } from './version.ts';

/** 2.95 answers 200 to the edit and ignores the descriptions. */
const needed = '2.96';

/** `/bob/p/1795331738.464301`, below a prefix if the server has one. */
const postPath = /^(\/.+\/p\/\d+\.\d+)\/?$/;

const md5 = (address: string) => createHash('md5').update(address).digest('hex');

/** It has no words for programs: a dead token is 422 with nothing, and a post that is gone a page for people. */
const readError: ErrorReader = ({ status, path, body }, message) => {
  if (message !== null) return null;
  if (status === 422) return 'token-dead';
  const isOwnPage = body.includes('(snac/');
  return status === 404 && isOwnPage && path?.startsWith('/api/v1/statuses/') ? 'gone' : null;
};

/** snac. https://codeberg.org/grunfink/snac2 */
export const snac = createMastodonApiFamily({
  name: 'snac',
  software: ['snac'],
  scopes: 'read:accounts read:statuses write:statuses',
  capabilities: {
    mode: 'statusEdit',
    federates: true,
    // It sets no limit; this is what other servers show in full.
    altMax: 1500,
    // It tells the time of an edit in whole seconds: two within one look like one.
    conflictCheck: 'fingerprint',
    notifiesOthers: true,
    sharedFile: false,
    needsRefresh: false,
    editsShownInHistory: false,
    unproven: false,
    pace: { editsPerHour: 60, counts: 'posts', sharedBy: 'connection' },
  },
  accepts(_software, version) {
    const cautions = [
      say('platforms.anyTokenMayDoAll'),
      say('platforms.keepsNoHistory', { software: 'snac' }),
      say('platforms.listsNewestOnly'),
    ];
    if (isAtLeast(version, needed)) return { ok: true, cautions };
    return { ok: false, needed, reason: say('platforms.tooOld', { software: 'snac', version, needed }) };
  },
  readFacts: readSnacFacts,
  readError,
  adaptStatus: adaptSnacStatus,
  listing: {
    // It knows no filter and sends no link; the list ends with an empty page.
    filter: {},
    nextCursor: ({ lastId }) => lastId,
    idsChange: true,
  },
  // A post is looked up by the second part of its id, the hash of its address; the first is the time of the last edit.
  findByLink: async (link, { api, instance }) => {
    const [, path] = postPath.exec(addressOnServer(link, instance).pathname) ?? [];
    if (path === undefined) throw notAPostLink(api.host, 'platforms.notASnacLink');
    return `0000000000${md5(instance.origin + path)}`;
  },
  // A token that has died still lists what strangers may see.
  readsAsStranger: true,
  adaptBody: (body, { post }) => namedByPlace(body, post),
  // Without the mark an edit takes the warning away.
  refuses: (post) => (post.spoilerText !== '' && !post.sensitive ? say('platforms.refusesWarningWithoutMark') : null),
  // Whoever holds a registration gets a token of the person who signed in by it last, whatever the code.
  registersForEachSignIn: true,
});
