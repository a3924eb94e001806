import { say } from '../lib/sentence.ts';
import type { Dialect } from './mastodon-api/dialect.ts';
import { createMastodonApiFamily } from './mastodon-api/family.ts';
import { refreshToken } from './oauth.ts';
import type { PlatformFamily } from './platform.ts';
import { pleromaDialect } from './pleroma.ts';
import { isAtLeast } from './version.ts';

/** The first with edits. */
const needed = '3.2.0';
/** From here on an edit gives every post the language "en", and none can be sent with it. */
const makesEnglishFrom = '3.7.0';

const akkomaDialect: Dialect = {
  ...pleromaDialect,
  name: 'akkoma',
  software: ['akkoma'],
  accepts(_software, version) {
    if (!isAtLeast(version, needed)) {
      return { ok: false, needed, reason: say('platforms.tooOld', { software: 'Akkoma', version, needed }) };
    }
    const cautions = isAtLeast(version, makesEnglishFrom) ? [say('platforms.editsMakeEnglish')] : [];
    return { ok: true, cautions: [say('platforms.showsEditingApplication'), ...cautions] };
  },
  refuses(post, instance, editable) {
    const makesEnglish = isAtLeast(instance.version, makesEnglishFrom) && post.language !== 'en';
    return makesEnglish
      ? say('platforms.refusesOtherLanguage')
      : (pleromaDialect.refuses?.(post, instance, editable) ?? null);
  },
};

/** Akkoma: Pleroma with a habit of its own. https://docs.akkoma.dev/stable/development/API/differences_in_mastoapi_responses/ */
export const akkoma: PlatformFamily = { ...createMastodonApiFamily(akkomaDialect), refresh: refreshToken };
