import { say } from '../lib/sentence.ts';
import type { Capabilities } from './capabilities.ts';
import { createMisskeyFamily } from './misskey-api/family.ts';
import { isAtLeast } from './version.ts';

/** The last of Misskey 12, from which most of its forks come. */
const needed = '12.119.0';
/** Forks whose API we have only read, never tried: written to as to Misskey, with a word about it. */
const relatives = ['firefish', 'calckey', 'iceshrimp', 'catodon'];

/** What holds on every server that keeps descriptions in a drive. */
export const driveCapabilities: Capabilities = {
  mode: 'driveFile',
  federates: false,
  // Fixed by its database.
  altMax: 512,
  conflictCheck: 'fingerprint',
  notifiesOthers: false,
  sharedFile: true,
  needsRefresh: false,
  editsShownInHistory: false,
  unproven: false,
  // Nothing is shared with the person's own posting; Sharkey allows 100 a minute.
  pace: { editsPerHour: 300, bursts: { most: 20, perMs: 60_000 }, counts: 'pictures', sharedBy: 'connection' },
};

/** Misskey, CherryPick and their older relatives. https://misskey-hub.net/docs/for-developers/api/ */
export const misskey = createMisskeyFamily({
  name: 'misskey',
  software: ['misskey', 'cherrypick', ...relatives],
  capabilities: driveCapabilities,
  accepts(software, version) {
    if (software === 'misskey' && !isAtLeast(version, needed)) {
      return { ok: false, needed, reason: say('platforms.tooOldToKnow', { software: 'Misskey', version, needed }) };
    }
    const cautions = [say('platforms.filesAreShared')];
    return {
      ok: true,
      cautions: relatives.includes(software) ? [...cautions, say('platforms.onlyRelated', { software })] : cautions,
    };
  },
  listing: { withFiles: true },
});
