import { Hono } from 'hono';
import { Refusal } from '../refusal.ts';
import { textField } from '../request-body.ts';
import type { Env, Sandbox } from '../sandbox.ts';
import { clientOf, grantToken, redeemCode, refreshToken, revokeWhere, secret, tokenJson } from '../tokens.ts';
import { newRecordId } from '../world.ts';

/** Registration of an application, its tokens, their end. */
export function oauthTokenRoutes({ world }: Sandbox): Hono<Env> {
  const { oauth } = world.dialect;
  const routes = new Hono<Env>();

  routes.post('/api/v1/apps', (c) => {
    const { name, redirectUris, scopes } = oauth.readApp(c.var.body);
    const app = { clientId: secret(), clientSecret: secret(), name, redirectUris, scopes };
    world.apps.set(app.clientId, app);
    return c.json({
      id: newRecordId(world),
      name,
      website: null,
      redirect_uri: redirectUris.join('\n'),
      redirect_uris: redirectUris,
      client_id: app.clientId,
      client_secret: app.clientSecret,
      vapid_key: '',
    });
  });

  routes.post('/oauth/token', (c) => {
    const app = clientOf(world, c.var.body, c.req.header('authorization'));
    const grant = textField(c.var.body, 'grant_type');
    if (grant === 'authorization_code') return c.json(tokenJson(world, redeemCode(world, app, c.var.body)));
    if (grant === 'refresh_token' && oauth.lifetime)
      return c.json(tokenJson(world, refreshToken(world, app, c.var.body)));
    if (grant !== 'client_credentials') throw new Refusal(400, { error: 'unsupported_grant_type' });
    const scopes = (textField(c.var.body, 'scope') ?? 'read').split(/\s+/);
    return c.json(tokenJson(world, grantToken(world, app, null, scopes)));
  });

  routes.post('/oauth/revoke', (c) => {
    if (!oauth.hasRevoke) return c.json({ error: 'Not Found: 404 page not found' }, 404);
    oauth.checkRevoke(c.var.body, world);
    const app = clientOf(world, c.var.body, c.req.header('authorization'));
    const token = world.tokens.get(textField(c.var.body, 'token') ?? '');
    if (token && token.clientId !== app.clientId) {
      throw new Refusal(403, {
        error: 'unauthorized_client',
        error_description: 'You are not authorized to revoke this token',
      });
    }
    if (token && oauth.revokesWholeApp) revokeWhere(world, ({ clientId }) => clientId === app.clientId);
    if (token) token.state = 'revoked';
    if (oauth.revokingForgetsApp) world.apps.delete(app.clientId);
    return c.json({});
  });

  routes.get('/.well-known/oauth-authorization-server', (c) => {
    if (!oauth.hasMetadata) return world.dialect.notFoundPage ? c.notFound() : c.json({ error: 'Not Found' }, 404);
    return c.json({
      issuer: `${world.origin}/`,
      authorization_endpoint: `${world.origin}/oauth/authorize`,
      token_endpoint: `${world.origin}/oauth/token`,
      revocation_endpoint: `${world.origin}/oauth/revoke`,
      app_registration_endpoint: `${world.origin}/api/v1/apps`,
      scopes_supported: ['read', 'write', 'profile', 'read:accounts', 'read:statuses', 'write:statuses', 'write:media'],
      response_types_supported: ['code'],
      grant_types_supported: ['authorization_code', 'client_credentials'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      code_challenge_methods_supported: ['S256'],
    });
  });

  return routes;
}
