import { z } from 'zod';
import { AppError } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';
import type { ApiClient } from './http.ts';
import { instanceAnswer } from './mastodon-api/answers.ts';
import type { InstanceFacts } from './mastodon-api/dialect.ts';
import { createMastodonApiFamily } from './mastodon-api/family.ts';
import { refusesWithoutLanguage } from './safe-edit/refusals.ts';

/**
 * Software Altwright does not know that speaks the Mastodon API: posts are read and described, and the descriptions put in
 * by hand. Who wants Altwright to edit all the same gets the most careful edit there is, with every refusal of the others.
 */
export const other = createMastodonApiFamily({
  name: 'other',
  // No name leads here; detection does when nothing else fits.
  software: [],
  scopes: 'read:accounts read:statuses write:statuses',
  capabilities: {
    mode: 'statusEdit',
    federates: true,
    altMax: 1500,
    conflictCheck: 'fingerprint',
    notifiesOthers: true,
    sharedFile: false,
    needsRefresh: false,
    editsShownInHistory: false,
    unproven: true,
    pace: { editsPerHour: 30, counts: 'posts', sharedBy: 'connection' },
  },
  accepts: (software) => ({
    ok: true,
    cautions: [
      software === 'unknown' ? say('platforms.unnamedSoftware') : say('platforms.unknownSoftware', { software }),
    ],
  }),
  readFacts,
  // With the Link header or without: the page after the last post of this one.
  listing: { nextCursor: ({ nextMaxId, lastId }) => nextMaxId ?? lastId },
  adaptBody: (body, { source }) => ({ ...body, content_type: source.contentType ?? undefined }),
  refuses(post) {
    if (post.visibility === 'direct') return say('platforms.refusesFewPeople');
    if (post.spoilerText !== '' && !post.sensitive) return say('platforms.refusesUnmarkedWarning');
    return refusesWithoutLanguage(post.language);
  },
});

const oldInstanceAnswer = z.object({
  /** A host, or on some the address of the server. */
  uri: z.string().min(1),
  title: z.string().nullish(),
  description_limit: z.number().int().positive().nullish().catch(null),
  configuration: instanceAnswer.shape.configuration,
});

/** By the newer instance API or the older one, whichever it speaks. */
async function readFacts(api: ApiClient, signal: AbortSignal | undefined): Promise<InstanceFacts> {
  const limitsIn = (configuration: z.infer<typeof instanceAnswer>['configuration']) => ({
    descriptionLimit: configuration?.media_attachments?.description_limit ?? null,
    descriptionMinimum: configuration?.media_attachments?.description_minimum ?? null,
    maxMediaAttachments: configuration?.statuses?.max_media_attachments ?? null,
  });
  try {
    const { data } = await api.get('/api/v2/instance', instanceAnswer, { signal });
    const domain = (data.account_domain ?? data.domain).toLowerCase();
    return { domain, title: data.title || domain, ...limitsIn(data.configuration) };
  } catch (thrown) {
    if (!(thrown instanceof AppError) || !speaksOlder.has(thrown.code ?? '')) throw thrown;
  }
  const { data } = await api.get('/api/v1/instance', oldInstanceAnswer, { signal });
  const domain = (URL.parse(data.uri)?.host || data.uri).toLowerCase();
  const limits = limitsIn(data.configuration);
  return {
    ...{ domain, title: data.title || domain, ...limits },
    descriptionLimit: limits.descriptionLimit ?? data.description_limit ?? null,
  };
}

const speaksOlder = new Set(['no-such-page', 'gone', 'invalid', 'bad-answer']);
