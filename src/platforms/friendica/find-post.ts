import { z } from 'zod';
import { AppError } from '../../lib/errors.ts';
import { say } from '../../lib/sentence.ts';
import type { Dialect } from '../mastodon-api/dialect.ts';
import { addressOnServer, notAPostLink } from '../own-link.ts';

const postPath = /^\/(display|objects)\/[0-9a-f-]{16,}\/?$/i;
const searchAnswer = z.object({ statuses: z.array(z.object({ id: z.string().min(1) })) });

/** A link names a post otherwise than the API, whose search knows both names. */
export const findFriendicaPost: NonNullable<Dialect['findByLink']> = async (link, { api, instance, signal }) => {
  const { href, pathname } = addressOnServer(link, instance);
  if (!postPath.test(pathname)) throw notAPostLink(api.host);
  const query = { q: href, type: 'statuses', limit: '1' };
  const { data } = await api.get('/api/v2/search', searchAnswer, { query, signal });
  const [found] = data.statuses;
  if (!found) throw new AppError('validation', say('platforms.gone', { host: api.host }), { code: 'gone' });
  return found.id;
};
