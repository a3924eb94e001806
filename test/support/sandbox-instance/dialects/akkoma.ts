import type { Dialect } from '../dialect.ts';
import type { Post } from '../records.ts';
import { Refusal } from '../refusal.ts';
import { atLeast } from '../versions.ts';
import type { World } from '../world.ts';
import { pleroma, pleromaStatus } from './pleroma.ts';
import { editPleromaStatus } from './pleroma-edit.ts';
import { pleromaInstanceV1 } from './pleroma-instance.ts';

/** Akkoma: Pleroma with edits from 3.2 on that, from 3.7 on, make every post English. */
export function akkoma(version = '3.18.1'): Dialect {
  const base = pleroma();
  return {
    ...base,
    software: 'akkoma',
    version,
    instance: { v1: pleromaInstanceV1, v2: null },
    errors: { ...base.errors, mediaNotFound: () => new Refusal(404, 'Record not found') },
    status: akkomaStatus,
    canEdit: atLeast(version, '3.2'),
    edit: (edit) => editPleromaStatus(edit, { makesEnglish: atLeast(version, '3.7') }),
  };
}

/** Quotes stand where Mastodon has them now, and once more as names. */
function akkomaStatus(json: Record<string, unknown>, post: Post, world: World): object {
  const { pleroma: extra, ...shown } = pleromaStatus(json, post, world) as { pleroma: Record<string, unknown> };
  const { quote, quote_id, quote_url, quote_visible: _visible, ...rest } = extra;
  return { ...shown, quote, quote_id, pleroma: rest, akkoma: { quote_apid: quote_url } };
}
