import { countCharacters } from '../../lib/characters.ts';
import type { Clock } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors.ts';
import { say } from '../../lib/sentence.ts';
import type { ApiClient } from '../http.ts';
import type { Instance } from '../platform.ts';
import type { Writer } from '../safe-edit/writer.ts';
import type { Dialect } from './dialect.ts';
import { putMedia } from './puts.ts';

type Tools = { api: ApiClient; dialect: Dialect; instance: Instance; clock: Clock };

/**
 * Each picture by itself; the post is not touched. Where the server takes only so many at once, the writer stops before
 * the server would: what is written stands, and the rest goes on when the pause is over.
 */
export function mediaWriter({ api, dialect, instance, clock }: Tools): Writer {
  const { encodeDescription = (description) => description, refusesPictures, capabilities } = dialect;
  const { counts, bursts } = capabilities.pace;
  const most = counts === 'pictures' && bursts ? bursts.most : Number.POSITIVE_INFINITY;
  const encode = (description: string) => encodeDescription(description);

  return {
    isAtomic: false,

    async refusesNow(_before, changed, signal) {
      const limit = instance.descriptionLimit;
      // Only what the encoding makes longer: the texts themselves were measured.
      const grown = changed.map(({ description }) => [description, encode(description)] as const);
      const lengths = grown.flatMap(([text, encoded]) => (text === encoded ? [] : [countCharacters(encoded)]));
      const longest = Math.max(0, ...lengths);
      if (longest > limit) return say('platforms.descriptionTooLong', { limit, length: longest });
      return (await refusesPictures?.(changed, { api, signal })) ?? null;
    },

    async send({ changed }, lookBetween) {
      const now = changed.slice(0, most);
      for (const [place, { mediaId, description }] of now.entries()) {
        if (place > 0) await lookBetween(now.slice(0, place));
        await putMedia(api, { mediaId, description: encode(description) });
      }
      if (changed.length <= most || !bursts) return;
      throw new AppError('platform', say('platforms.rateLimited', { host: api.host }), {
        code: 'rate-limited',
        retryAtMs: clock.now() + bursts.perMs,
      });
    },
  };
}
