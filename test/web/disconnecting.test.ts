import { expect, it, onTestFinished } from 'vitest';
import { consent } from '../support/consent.ts';
import type { DialectName } from '../support/sandbox-instance/dialects/index.ts';
import { startSandboxInstance } from '../support/sandbox-instance/index.ts';
import { openTestWeb } from '../support/web.ts';

const account = { username: 'bob', password: 'bobs password' };

/** Bob's account on such a server, connected in the pages, and the page that takes leave of it. */
async function openLeaving(dialect: DialectName) {
  const web = await openTestWeb();
  const instance = await startSandboxInstance({ dialect, clock: web.clock });
  onTestFinished(() => instance.close());
  instance.createAccount(account);
  const bob = web.as(web.bob);
  const leaving = await bob.post('/connections', { server: instance.origin });
  const { pathname, search } = new URL(
    await consent(leaving.headers.get('refresh')?.replace('0; url=', '') ?? '', account, 'allow'),
  );
  await bob.get(pathname + search);
  const [connection] = web.parts.connections.list(web.bob.user.id);
  const path = `/connections/${connection?.id}/removal`;
  return { web, instance, bob, path, page: async () => (await bob.get(path)).text() };
}

it('gives its permission back where a server takes that one alone', async () => {
  const { instance, bob, path, page } = await openLeaving('mastodon');
  expect(await page()).toMatch(/gives back its permission for bob@/);
  await bob.post(path);
  expect(instance.log.filter(({ path: asked }) => asked === '/oauth/revoke')).toHaveLength(1);
});

it.each(['pixelfed', 'friendica'] as const)('says on %s where its permission ends, and leaves it', async (dialect) => {
  const { web, instance, bob, path, page } = await openLeaving(dialect);
  expect(await page()).toContain('ends only on your server');
  await bob.post(path);
  expect(web.parts.connections.list(web.bob.user.id)).toEqual([]);
  expect(instance.log.filter(({ path: asked }) => asked === '/oauth/revoke')).toEqual([]);
});
