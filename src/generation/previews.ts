import { findDismissedPosts, findImages } from '../../db/found-posts.ts';
import type { Db } from '../../db/open.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError, type ErrorRecord, toErrorRecord } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';
import type { PlatformClient, RemotePost } from '../platforms/platform.ts';
import { lookFirst, type Preview } from './look-first.ts';
import type { CaptionSettings } from './settings.ts';
import { verdictOn } from './verdict.ts';

/** A look ends here and says that there may be more: somebody is waiting for it. */
const mostMs = 20_000;
/** The pause between two requests to the server while somebody waits; a run's own pause may be a minute. */
const longestPauseSeconds = 1;

export type PreviewsOptions = {
  reader: Db;
  clock: Clock;
  connections: {
    openFresh: (connectionId: string) => Promise<{ client: PlatformClient }>;
    rests: { requireNone: (connectionId: string) => void; obey: (connectionId: string, error: ErrorRecord) => void };
  };
};

export type Look = { userId: string; connectionId: string; settings: CaptionSettings; signal: AbortSignal };

/** Looks at what a run would find. One look a person: a newer one ends the one before. */
export function createPreviews({ reader, clock, connections }: PreviewsOptions) {
  const looking = new Map<string, AbortController>();

  /** Whether a described one needs something is for its description as it is now to say. */
  function settledIn(connectionId: string, { uri, media }: RemotePost, reprocess: boolean): ReadonlySet<string> {
    if (findDismissedPosts(reader, connectionId, [uri]).size > 0) return new Set(media.map(({ id }) => id));
    const refs = media.map(({ id }) => ({ postUri: uri, mediaId: id }));
    const known = findImages(reader, connectionId, refs);
    const run = { taskId: '', reprocess };
    const isSettled = (image: (typeof known)[number]) =>
      image.state !== 'described' && verdictOn(image, run) !== 'describe';
    return new Set(known.filter(isSettled).map(({ mediaId }) => mediaId));
  }

  return {
    /** Throws the errors of the server (`unreachable`, `gone`, …) and `replaced` when a newer look began. */
    async look({ userId, connectionId, settings, signal }: Look): Promise<Preview> {
      looking.get(userId)?.abort(new AppError('validation', say('generate.replaced'), { code: 'replaced' }));
      const own = new AbortController();
      looking.set(userId, own);
      const quick = {
        ...settings,
        processingDelaySeconds: Math.min(settings.processingDelaySeconds, longestPauseSeconds),
      };
      try {
        connections.rests.requireNone(connectionId);
        const { client } = await connections.openFresh(connectionId);
        return await lookFirst(
          quick,
          { platform: client, clock },
          {
            maxMs: mostMs,
            signal: AbortSignal.any([signal, own.signal]),
            settledOf: (post) => settledIn(connectionId, post, settings.reprocessExisting),
          },
        );
      } catch (thrown) {
        connections.rests.obey(connectionId, toErrorRecord(thrown));
        throw thrown;
      } finally {
        if (looking.get(userId) === own) looking.delete(userId);
      }
    },
  };
}
