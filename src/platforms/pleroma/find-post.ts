import { AppError } from '../../lib/errors.ts';
import { say } from '../../lib/sentence.ts';
import type { Dialect } from '../mastodon-api/dialect.ts';
import { addressOnServer, notAPostLink } from '../own-link.ts';

/** Flakes, and the plain numbers of the oldest posts. */
const postPath = /^\/(?:notice|@[^/]+\/posts|users\/[^/]+\/statuses)\/([0-9A-Za-z]{18}|\d+)(?:\/|$)/;
/** The names of a post in the federation, which have nothing of its id. */
const namePath = /^\/(?:objects|activities)\/[^/]+$/;

/** The id behind a link: in the link itself, or in the address to which the server leads on from a post's name. */
export const findPleromaPost: NonNullable<Dialect['findByLink']> = async (link, { api, instance, signal }) => {
  const { pathname } = addressOnServer(link, instance);
  const id = idIn(pathname);
  if (id) return id;
  if (!namePath.test(pathname)) throw notAPostLink(api.host);
  const found = idIn((await locate(pathname))?.pathname ?? '');
  if (found) return found;
  throw new AppError('validation', say('platforms.nameLeadsNowhere', { host: api.host }), { code: 'not-a-post-link' });

  /** Null also for a post that is not for everybody: its name leads nobody there. */
  async function locate(path: string) {
    try {
      return await api.locate(path, signal);
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.category === 'validation') return null;
      throw thrown;
    }
  }
};

function idIn(path: string): string | undefined {
  return postPath.exec(path)?.[1];
}
