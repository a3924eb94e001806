import type { Dialect } from '../dialect.ts';

type MastodonParts =
  | 'instance'
  | 'errors'
  | 'listing'
  | 'restrictsReading'
  | 'status'
  | 'media'
  | 'source'
  | 'hasManyStatuses'
  | 'hasUserStream'
  | 'canEdit'
  | 'edit'
  | 'readMedia'
  | 'updateMedia';

/** For servers that do not speak the Mastodon API: its routes are not there, so nothing may ask for these. */
export const noMastodonApi: Pick<Dialect, MastodonParts> = {
  instance: { v1: absent, v2: null },
  errors: {
    token: absent,
    appToken: absent,
    scope: absent,
    restricted: absent,
    postNotFound: absent,
    mediaNotFound: absent,
    accountNotFound: absent,
  },
  listing: {
    defaultLimit: 0,
    maxLimit: 0,
    minIdPagesUpwards: false,
    checkQuery: absent,
    mediaCountsInBoosts: false,
    page: absent,
  },
  restrictsReading: absent,
  status: absent,
  media: absent,
  source: absent,
  hasManyStatuses: false,
  hasUserStream: false,
  canEdit: false,
  edit: absent,
  readMedia: absent,
  updateMedia: absent,
};

function absent(): never {
  throw new Error('this server has no Mastodon API');
}
