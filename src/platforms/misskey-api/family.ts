import { descriptionLimitOf } from '../capabilities.ts';
import { createApiClient } from '../http.ts';
import type { Instance, PlatformFamily } from '../platform.ts';
import { metaAnswer } from './answers.ts';
import { createMisskeyClient } from './client.ts';
import type { Dialect } from './dialect.ts';
import { readMisskeyError } from './errors.ts';
import { nameApp, startSession, takeToken } from './miauth.ts';

/** Most files in a note. */
const mostFiles = 16;

/** A server family made of the client for Misskey's API and one dialect. Tokens can only be ended in a person's settings. */
export function createMisskeyFamily(dialect: Dialect): PlatformFamily {
  return {
    name: dialect.name,
    software: dialect.software,
    capabilities: dialect.capabilities,
    accepts: dialect.accepts,

    async readInstance({ origin, software, version, fetch, clock, signal }): Promise<Instance> {
      const api = createApiClient({ origin, fetch, clock, readError: readMisskeyError });
      const meta = await api.postToRead('/api/meta', { detail: false }, metaAnswer, signal);
      const { host } = new URL(origin);
      const stated = meta.maxAltTextLength ?? meta.maxCaptionTextLength;
      return {
        ...{ origin, software, version, family: dialect.name, domain: host },
        title: meta.name || host,
        descriptionLimit: descriptionLimitOf(stated, dialect.capabilities),
        descriptionLimitFrom: stated == null ? 'software' : 'server',
        descriptionMinimum: 0,
        maxMediaAttachments: mostFiles,
      };
    },

    registerApp: nameApp,
    authorizeUrl: startSession,
    exchangeCode: takeToken,
    connect: (wish) => createMisskeyClient({ dialect, ...wish }),
  };
}
