import type { Dialect } from '../dialect.ts';
import { snowflake } from '../post-ids.ts';
import type { RateRule } from '../rate-limits.ts';
import { Refusal } from '../refusal.ts';
import { textField } from '../request-body.ts';
import { atLeast } from '../versions.ts';
import { descriptionTooLong, editMastodonStatus } from './mastodon-edit.ts';
import { mastodonInstanceV1, mastodonInstanceV2 } from './mastodon-instance.ts';
import { pageThatIsFull } from './paging.ts';

const MINUTE_MS = 60_000;

/** Mastodon from 4.0 on; the version decides which of its features and traps exist. */
export function mastodon(version = '4.5.0'): Dialect {
  const since = (wanted: string) => atLeast(version, wanted);
  return {
    software: 'mastodon',
    version,
    newId: snowflake,
    limits: { descriptionMax: since('4.6') ? 10_000 : 1500, mediaPerPost: 4, characters: 500 },
    nodeinfo: { advertised: ['2.0'], redirects: {} },
    instance: { v1: mastodonInstanceV1, v2: (world) => mastodonInstanceV2(world, since) },
    oauth: {
      hasMetadata: since('4.3'),
      enforcesPkce: since('4.3'),
      enforcesScopes: true,
      hasRevoke: true,
      reusesTokens: true,
      createdAtUnitMs: 1000,
      signInPath: '/auth/sign_in',
      outOfBandPath: '/oauth/authorize/native',
      checksOrigin: false,
      readApp: (body) => readApp(body, since('4.3')),
      checkRevoke: () => {},
      challenges: true,
    },
    errors: {
      token: (reason) => {
        const what = { missing: 'is invalid', invalid: 'is invalid', revoked: 'was revoked', expired: 'expired' }[
          reason
        ];
        const message = `The access token ${what}`;
        const challenge = `Bearer realm="Doorkeeper", error="invalid_token", error_description="${message}"`;
        return new Refusal(401, message, { 'WWW-Authenticate': challenge });
      },
      appToken: () => new Refusal(422, 'This method requires an authenticated user'),
      scope: () => new Refusal(403, 'This action is outside the authorized scopes'),
      restricted: (restriction) =>
        new Refusal(
          403,
          restriction === 'pending' ? 'Your login is currently pending approval' : 'Your login is currently disabled',
        ),
      postNotFound: () => new Refusal(404, 'Record not found'),
      mediaNotFound: () => new Refusal(404, 'Record not found'),
      accountNotFound: () => new Refusal(404, 'Record not found'),
    },
    listing: {
      defaultLimit: 20,
      maxLimit: 40,
      checkQuery: () => {},
      minIdPagesUpwards: true,
      mediaCountsInBoosts: false,
      page: pageThatIsFull,
    },
    restrictsReading: () => true,
    status: (json) => json,
    media: (json) => json,
    source: ({ id, text, spoilerText }) => ({ id, text, spoiler_text: spoilerText }),
    hasMarkdown: false,
    hasFocus: true,
    allowsPollWithMedia: since('4.6'),
    hasHistory: true,
    hasManyStatuses: since('4.3'),
    hasUserStream: true,
    canEdit: true,
    edit: (edit) => editMastodonStatus(edit, since),
    // Both look a picture up among those that belong to no post yet.
    readMedia: (media) => media.attachedTo === null,
    updateMedia: (media, body, viewer, world) => {
      if (media.attachedTo !== null || media.accountId !== viewer.id) throw new Refusal(404, 'Record not found');
      const description = textField(body, 'description') ?? media.description;
      const refusal = descriptionTooLong(world, description);
      if (refusal) throw refusal;
      media.description = description;
    },
    rateRules: mastodonRates,
    rateError: 'Too many requests',
    checkRequest: () => {},
  };
}

function readApp(body: Parameters<Dialect['oauth']['readApp']>[0], allowsArray: boolean) {
  const name = textField(body, 'client_name');
  const given = body.fields.redirect_uris;
  if (!name) throw new Refusal(422, "Validation failed: Application name can't be blank");
  if (Array.isArray(given) && !allowsArray)
    throw new Refusal(422, 'Validation failed: Redirect URI must be an absolute URI.');
  const redirectUris = (Array.isArray(given) ? given.map(String) : String(given ?? '').split(/\s+/)).filter(Boolean);
  if (redirectUris.length === 0) throw new Refusal(422, "Validation failed: Redirect URI can't be blank");
  const scopes = (textField(body, 'scopes') ?? 'read').split(/\s+/).filter(Boolean);
  const known = /^(profile|(admin:)?(read|write)(:[a-z_]+)*|follow|push)$/;
  if (!scopes.every((scope) => known.test(scope))) {
    throw new Refusal(422, "Validation failed: Scopes doesn't match configured on the server.");
  }
  return { name, redirectUris, scopes };
}

const mastodonRates: RateRule[] = [
  { name: 'token', limit: 300, windowMs: 5 * MINUTE_MS, bucket: ({ path, token }) => (isApi(path) ? token : null) },
  {
    name: 'user',
    limit: 1500,
    windowMs: 5 * MINUTE_MS,
    bucket: ({ path, accountId }) => (isApi(path) ? accountId : null),
  },
  {
    name: 'address',
    limit: 300,
    windowMs: 5 * MINUTE_MS,
    bucket: ({ path, token }) => (isApi(path) && !token ? 'all' : null),
  },
  {
    name: 'paging',
    limit: 300,
    windowMs: 15 * MINUTE_MS,
    bucket: ({ query, accountId }) =>
      ['max_id', 'min_id', 'since_id'].some((name) => query.has(name)) ? accountId : null,
  },
  {
    name: 'apps',
    limit: 5,
    windowMs: 10 * MINUTE_MS,
    bucket: ({ method, path }) => (method === 'POST' && path === '/api/v1/apps' ? 'all' : null),
  },
  {
    name: 'statuses',
    limit: 300,
    windowMs: 180 * MINUTE_MS,
    onWrite: true,
    bucket: ({ path, accountId }) => (/^\/api\/v1\/statuses(\/|$)/.test(path) ? accountId : null),
  },
];

function isApi(path: string): boolean {
  return path.startsWith('/api/');
}
