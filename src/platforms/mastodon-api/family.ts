import { createApiClient } from '../http.ts';
import { exchangeCode, revokeToken, startAuthorization } from '../oauth.ts';
import type { Instance, PlatformFamily } from '../platform.ts';
import { appAnswer, instanceAnswer } from './answers.ts';
import { createMastodonClient } from './client.ts';
import type { Dialect } from './dialect.ts';

/** More than any server takes; whatever one claims, texts of this length are still judged within a blink. */
const longestDescription = 20_000;

/** A server family made of the shared client and one dialect. */
export function createMastodonApiFamily(dialect: Dialect): PlatformFamily {
  return {
    name: dialect.name,
    software: dialect.software,
    capabilities: dialect.capabilities,
    accepts: dialect.accepts,

    async readInstance({ origin, software, version, fetch, clock, signal }): Promise<Instance> {
      const api = createApiClient({ origin, fetch, clock });
      const { data } = await api.get('/api/v2/instance', instanceAnswer, { signal });
      const media = data.configuration?.media_attachments;
      return {
        origin,
        domain: (data.account_domain ?? data.domain).toLowerCase(),
        software,
        version,
        family: dialect.name,
        title: data.title || data.domain,
        descriptionLimit: Math.min(media?.description_limit ?? dialect.capabilities.altMax, longestDescription),
        descriptionMinimum: media?.description_minimum ?? 0,
        maxMediaAttachments: data.configuration?.statuses?.max_media_attachments ?? 4,
      };
    },

    async registerApp({ instance, redirectUri, clientName, website, fetch, clock, signal }) {
      const api = createApiClient({ origin: instance.origin, fetch, clock });
      const { scopes } = dialect;
      // Exactly these keys, and the address as one string: Hollo refuses unknown keys, GoToSocial a list.
      const wish = { client_name: clientName, redirect_uris: redirectUri, scopes, website };
      const { data } = await api.post('/api/v1/apps', wish, appAnswer, signal);
      const { client_id: clientId, client_secret: clientSecret } = data;
      return { origin: instance.origin, redirectUri, clientId, clientSecret, scopes };
    },

    authorizeUrl: startAuthorization,
    exchangeCode,
    revoke: revokeToken,
    connect: (wish) => createMastodonClient({ dialect, ...wish }),
  };
}
