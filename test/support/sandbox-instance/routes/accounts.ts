import { type Context, Hono } from 'hono';
import { requireUser, viewerOf } from '../authority.ts';
import type { Page } from '../dialect.ts';
import type { Account, Post } from '../records.ts';
import type { Env, Sandbox } from '../sandbox.ts';
import { accountJson, statusJson } from '../status-json.ts';
import { maySee, postsOf, type World } from '../world.ts';

/** /api/v1/accounts: who am I, and the posts of an account page by page. */
export function accountRoutes(sandbox: Sandbox): Hono<Env> {
  const { world } = sandbox;
  const routes = new Hono<Env>();

  routes.get('/api/v1/accounts/verify_credentials', (c) => {
    const account = requireUser(sandbox, c, 'read:accounts', 'profile');
    const source = { privacy: 'public', sensitive: false, language: account.defaultLanguage, note: '', fields: [] };
    return c.json({ ...accountJson(world, account), source });
  });

  routes.get('/api/v1/accounts/lookup', (c) => {
    const name = (c.req.query('acct') ?? '').replace(/^@/, '').split('@')[0];
    const account = [...world.accounts.values()].find(({ username }) => username === name);
    if (!account) throw world.dialect.errors.accountNotFound();
    return c.json(accountJson(world, account));
  });

  routes.get('/api/v1/accounts/:id/statuses', (c) => {
    const viewer = viewerOf(sandbox, c, 'read:statuses');
    const account = world.accounts.get(c.req.param('id'));
    if (!account) throw world.dialect.errors.accountNotFound();
    const page = listPosts(world, account, viewer, c.var.visit.query);
    const links = world.dialect.listing.hasLinks === false ? '' : linkHeader(c, page);
    if (links) c.header('Link', links);
    return c.json(page.posts.map((post) => statusJson(world, post)));
  });

  return routes;
}

function listPosts(world: World, account: Account, viewer: Account | null, query: URLSearchParams): Page {
  const { listing } = world.dialect;
  listing.checkQuery(query);
  const asked = Number(query.get('limit') ?? listing.defaultLimit);
  const limit = Math.min(listing.maxLimit, asked > 0 ? Math.floor(asked) : listing.defaultLimit);
  const seen = postsOf(world, account.id).filter((post) => maySee(viewer, post) && !world.dialect.hidesPost?.(post));
  const found =
    listing.choose?.(seen, query, world) ??
    between(
      seen.filter((post) => wanted(world, post, query)),
      query,
    );
  const candidates = query.has('min_id') && listing.minIdPagesUpwards ? found.slice(-limit) : found;
  return listing.page({
    candidates,
    limit,
    excludeReblogs: isTrue(query, 'exclude_reblogs') || isTrue(query, 'only_media'),
  });
}

function wanted(world: World, post: Post, query: URLSearchParams): boolean {
  if (isTrue(query, 'exclude_replies') && post.inReplyToId !== null) return false;
  if (!isTrue(query, 'only_media')) return true;
  const boosted = world.dialect.listing.mediaCountsInBoosts ? world.posts.get(post.boostOf ?? '') : undefined;
  return (boosted ?? post).mediaIds.length > 0;
}

export function between(posts: Post[], query: URLSearchParams): Post[] {
  const [max, since, min] = [query.get('max_id'), query.get('since_id'), query.get('min_id')];
  return posts.filter(({ id }) => (!max || id < max) && (!since || id > since) && (!min || id > min));
}

export function isTrue(query: URLSearchParams, name: string): boolean {
  return ['true', '1', 'on'].includes(query.get(name) ?? '');
}

function linkHeader(c: Context<Env>, { nextMaxId, prevMinId }: Page): string {
  const link = (rel: string, name: string, id: string) => {
    const url = new URL(c.req.url);
    for (const other of ['max_id', 'min_id', 'since_id']) url.searchParams.delete(other);
    url.searchParams.set(name, id);
    return `<${url}>; rel="${rel}"`;
  };
  return [nextMaxId && link('next', 'max_id', nextMaxId), prevMinId && link('prev', 'min_id', prevMinId)]
    .filter(Boolean)
    .join(', ');
}
