import { AppError } from '../../lib/errors.ts';
import { type Sentence, say } from '../../lib/sentence.ts';
import type { ApiClient } from '../http.ts';
import { leavesDoubt } from '../http-errors.ts';
import type { PreparedEdit, RemoteMedia, RemotePost, WantedDescription } from '../platform.ts';
import { fingerprintOf } from '../safe-edit/fingerprint.ts';
import type { Writer } from '../safe-edit/writer.ts';
import { isSameText } from '../text.ts';
import { type MediaAnswer, mediaAnswer } from './answers.ts';
import type { Dialect } from './dialect.ts';
import { mediaPath, putMedia, putStatus } from './puts.ts';

type Tools = { api: ApiClient; dialect: Dialect; readPost: (postId: string) => Promise<RemotePost> };

/**
 * For servers whose posts embed copies of uploads: the uploads are described first, then the post is edited with the
 * same uploads and embeds fresh copies of all of them. Ending between the two leaves the post as it was, and texts in the
 * uploads that nobody sees: they are taken back, or an edit of another picture, by whomever, would show them.
 */
export function mediaThenStatusWriter({ api, dialect, readPost }: Tools): Writer {
  return {
    isAtomic: true,

    async refusesNow({ post }, changed, signal) {
      for (const media of post.media) {
        const wish = changed.find(({ mediaId }) => mediaId === media.id);
        const reason = doubtIn(media, await readUpload(api, media.id, signal), wish);
        if (reason) return reason;
      }
      return null;
    },

    async send(edit) {
      const told: WantedDescription[] = [];
      try {
        for (const change of edit.changed) {
          told.push(change);
          await putMedia(api, change);
        }
        await compareAgain(edit, readPost);
        await putStatus(api, dialect, edit);
      } catch (thrown) {
        if (saysNo(thrown)) await takeBack(told, edit.postId, { api, readPost });
        throw thrown;
      }
    },

    takeBack: (postId, told) => takeBack(told, postId, { api, readPost }),
  };
}

/** Null where the id leads to no upload. */
async function readUpload(api: ApiClient, mediaId: string, signal: AbortSignal | undefined) {
  try {
    return (await api.get(mediaPath(mediaId), mediaAnswer, { signal })).data;
  } catch (thrown) {
    if (thrown instanceof AppError && (thrown.code === 'gone' || thrown.code === 'no-such-page')) return null;
    throw thrown;
  }
}

/** What the edit would do to this picture besides describing it. */
function doubtIn(media: RemoteMedia, upload: MediaAnswer | null, wish: WantedDescription | undefined): Sentence | null {
  // An old post's invented id leads nowhere, and the edit would lose the picture, or to another upload.
  if (upload === null || upload.url !== media.url) return say('platforms.refusesLostUpload');
  const says = upload.description ?? '';
  const isExpected = isSameText(says, media.description ?? '') || (wish && isSameText(says, wish.description));
  // Somebody changed the upload and never edited the post: the edit would show that text, or lose it.
  return isExpected ? null : say('platforms.refusesOtherUploadText');
}

/**
 * A last look: the uploads have taken their time, and the edit of the post sends back all it has. One request, so that
 * nothing is done between two.
 */
async function compareAgain({ postId, before }: PreparedEdit, readPost: Tools['readPost']): Promise<void> {
  const post = await readPost(postId);
  const isSame = post.text === before.post.text && fingerprintOf(post, before.source) === before.fingerprint;
  if (!isSame) throw new AppError('validation', say('platforms.postChanged'), { code: 'changed-meanwhile' });
}

function saysNo(thrown: unknown): boolean {
  return thrown instanceof AppError && !leavesDoubt(thrown);
}

/**
 * So that the uploads say again what the post shows, as long as they say what they were told here: its owner may have
 * been at work on them.
 */
async function takeBack(told: WantedDescription[], postId: string, { api, readPost }: Omit<Tools, 'dialect'>) {
  try {
    const { media } = await readPost(postId);
    for (const { mediaId, description } of told) {
      const shown = media.find(({ id }) => id === mediaId);
      if (!shown || isSameText(shown.description ?? '', description)) continue;
      const upload = await readUpload(api, mediaId, undefined);
      if (!upload || !isSameText(upload.description ?? '', description)) continue;
      await putMedia(api, { mediaId, description: shown.description ?? '' });
    }
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
  }
}
