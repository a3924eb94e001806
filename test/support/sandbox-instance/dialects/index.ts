import type { Dialect } from '../dialect.ts';
import { akkoma } from './akkoma.ts';
import { friendica } from './friendica.ts';
import { gotosocial } from './gotosocial.ts';
import { hollo } from './hollo.ts';
import { iceshrimp } from './iceshrimp.ts';
import { mastodon } from './mastodon.ts';
import { misskey } from './misskey.ts';
import { other } from './other.ts';
import { pixelfed } from './pixelfed.ts';
import { pleroma } from './pleroma.ts';
import { sharkey } from './sharkey.ts';
import { snac } from './snac.ts';

/** Every server family the sandbox can play; a version makes an older or newer one of it. */
export const dialects = {
  mastodon,
  gotosocial,
  hollo,
  pleroma,
  akkoma,
  iceshrimp,
  misskey,
  sharkey,
  pixelfed,
  friendica,
  snac,
  other,
} satisfies Record<string, (version?: string) => Dialect>;

export type DialectName = keyof typeof dialects;
