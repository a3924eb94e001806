import type { Dialect } from '../dialect.ts';
import { gotosocial } from './gotosocial.ts';
import { hollo } from './hollo.ts';
import { mastodon } from './mastodon.ts';

/** Every server family the sandbox can play; a version makes an older or newer one of it. */
export const dialects = { mastodon, gotosocial, hollo } satisfies Record<string, (version?: string) => Dialect>;

export type DialectName = keyof typeof dialects;
