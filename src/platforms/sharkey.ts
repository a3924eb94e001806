import { say } from '../lib/sentence.ts';
import { driveCapabilities } from './misskey.ts';
import { createMisskeyFamily } from './misskey-api/family.ts';

/**
 * Sharkey. It could tell other servers by an edit of the note, which must send back the audience, the poll, the channel
 * and more, or lose them; so that is left alone. https://activitypub.software/TransFem-org/Sharkey
 */
export const sharkey = createMisskeyFamily({
  name: 'sharkey',
  software: ['sharkey'],
  // The least that any version takes; from 2025 on the server says.
  capabilities: { ...driveCapabilities, altMax: 8192 },
  accepts: () => ({ ok: true, cautions: [say('platforms.filesAreShared')] }),
  // Among notes with files it leaves out replies to other people.
  listing: { withReplies: true },
  // It takes two a second, and refuses the third.
  notesEveryMs: 500,
});
