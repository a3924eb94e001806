import { descriptionLimitOf } from '../capabilities.ts';
import { type ApiClient, createApiClient } from '../http.ts';
import { exchangeCode, revokeToken, startAuthorization } from '../oauth.ts';
import type { Instance, PlatformFamily } from '../platform.ts';
import { appAnswer, instanceAnswer } from './answers.ts';
import { createMastodonClient } from './client.ts';
import type { Dialect, InstanceFacts } from './dialect.ts';

/** A server family made of the shared client and one dialect. */
export function createMastodonApiFamily(dialect: Dialect): PlatformFamily {
  return {
    name: dialect.name,
    software: dialect.software,
    capabilities: dialect.capabilities,
    accepts: dialect.accepts,
    registersForEachSignIn: dialect.registersForEachSignIn ?? false,

    async readInstance({ origin, software, version, fetch, clock, signal }): Promise<Instance> {
      const api = createApiClient({ readError: dialect.readError, origin, fetch, clock });
      const facts = await (dialect.readFacts ?? readFacts)(api, signal);
      return {
        ...{ origin, software, version, family: dialect.name, domain: facts.domain, title: facts.title },
        descriptionLimit: descriptionLimitOf(facts.descriptionLimit, dialect.capabilities),
        descriptionLimitFrom: facts.descriptionLimit === null ? 'software' : 'server',
        descriptionMinimum: facts.descriptionMinimum ?? 0,
        maxMediaAttachments: facts.maxMediaAttachments ?? 4,
      };
    },

    async registerApp({ instance, redirectUri, clientName, website, fetch, clock, signal }) {
      const api = createApiClient({ readError: dialect.readError, origin: instance.origin, fetch, clock });
      const { scopes } = dialect;
      // Exactly these keys, and the address as one string: Hollo refuses unknown keys, GoToSocial a list.
      const wish = { client_name: clientName, redirect_uris: redirectUri, scopes, website };
      const { data } = await api.post('/api/v1/apps', wish, appAnswer, signal);
      const { client_id: clientId, client_secret: clientSecret } = data;
      return { origin: instance.origin, redirectUri, clientId, clientSecret, scopes };
    },

    authorizeUrl: startAuthorization,
    exchangeCode,
    ...(dialect.revokes !== false && { revoke: revokeToken }),
    connect: (wish) => createMastodonClient({ dialect, ...wish }),
  };
}

async function readFacts(api: ApiClient, signal: AbortSignal | undefined): Promise<InstanceFacts> {
  const { data } = await api.get('/api/v2/instance', instanceAnswer, { signal });
  const media = data.configuration?.media_attachments;
  return {
    domain: (data.account_domain ?? data.domain).toLowerCase(),
    title: data.title || data.domain,
    descriptionLimit: media?.description_limit ?? null,
    descriptionMinimum: media?.description_minimum ?? null,
    maxMediaAttachments: data.configuration?.statuses?.max_media_attachments ?? null,
  };
}
