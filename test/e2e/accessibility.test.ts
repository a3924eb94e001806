import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findAccessibilityFaults, findContrastFaults, findSmallTargets } from '../support/axe.ts';
import { describeWithBrowser } from '../support/chromium.ts';
import { routeTable } from '../web/route-table.ts';
import { signIn } from './deeds.ts';
import { blindModel, enterEveryState, type Places } from './every-state.ts';
import { openBrowserOf } from './person.ts';
import { openStage, type Stage } from './stage.ts';

/** Where every page of the program is looked at, by the pattern of its route. */
const addresses: Record<string, (places: Places) => string[]> = {
  '/': () => ['/'],
  '/inbox': () => ['', 'all', 'published', 'approved', 'aside', 'vague'].map((show) => `/inbox?show=${show}`),
  '/publications': () => ['/publications'],
  '/notices': () => ['/notices'],
  '/generate': () => ['/generate'],
  '/tasks': () => ['/tasks'],
  '/try': () => ['/try'],
  '/try/:id': ({ wishId }) => [`/try/${wishId}`],
  '/tasks/:id': ({ endedRunId, runningRunId }) => [`/tasks/${runningRunId}`, `/tasks/${endedRunId}`],
  '/tasks/:id/review': ({ endedRunId }) => [`/tasks/${endedRunId}/review`],
  '/images/:id': ({ draftId, publishedId, conflictId }) => [draftId, publishedId, conflictId].map(imagePath),
  '/images/:id/wish': ({ draftId }) => [`${imagePath(draftId)}/wish`],
  '/images/:id/correction': ({ publishedId, conflictId }) =>
    [publishedId, conflictId].map((id) => `${imagePath(id)}/correction`),
  '/connections': () => ['/connections', '/connections/callback'],
  '/connections/new': () => ['/connections/new'],
  '/connections/:id': ({ connectionId, unknownConnectionId }) =>
    [connectionId, unknownConnectionId].map((id) => `/connections/${id}`),
  '/connections/:id/edits': ({ unknownConnectionId }) => [`/connections/${unknownConnectionId}/edits`],
  '/posts/:postId/by-hand': ({ byHandPostId }) => [`/posts/${byHandPostId}/by-hand`],
  '/connections/:id/removal': ({ connectionId }) => [`/connections/${connectionId}/removal`],
  '/connections/:id/publishing-warning': ({ connectionId }) => [`/connections/${connectionId}/publishing-warning`],
  '/connections/:id/watching': ({ connectionId }) => [`/connections/${connectionId}/watching`],
  '/settings': () => ['/settings'],
  '/settings/quiet-hours': () => ['/settings/quiet-hours'],
  '/settings/connections/:id': ({ connectionId }) => [`/settings/connections/${connectionId}`],
  '/admin': () => ['/admin', '/no-such-page'],
  '/admin/limits': () => ['/admin/limits'],
  '/admin/members': () => ['/admin/members'],
  '/admin/members/:id/removal': ({ memberId }) => [`/admin/members/${memberId}/removal`],
  '/set-up/:token': () => ['/set-up/used-already'],
  '/sign-in': () => ['/sign-in'],
  '/invitations/:token': ({ invitation }) => [invitation],
};
const imagePath = (id: string) => `/images/${id}`;
/** These answer with something else than a page. */
const noPages = [
  '/livez',
  '/readyz',
  '/favicon.svg',
  '/assets/*',
  '/pictures/:imageId',
  '/try/:id/picture',
  '/events',
  '/admin/figures',
];
const withoutSession = ['/set-up/:token', '/sign-in', '/invitations/:token'];

const errorPages: Record<string, number> = {
  '/no-such-page': 404,
  '/connections/callback': 422,
  '/set-up/used-already': 404,
};

const sizes = [
  { width: 1280, height: 800 },
  { width: 360, height: 740 },
];

describeWithBrowser('the pages', () => {
  let stage: Stage;
  let places: Places;
  beforeAll(async () => {
    stage = await openStage({ posts: [], msPerImage: 20, otherModels: [blindModel] });
    await checkSetUpPage();
    places = await enterEveryState(stage);
  }, 60_000);
  afterAll(() => stage?.close());

  async function checkSetUpPage() {
    const context = await stage.browser.newContext({ viewport: sizes[0] ?? null });
    expect(await faultsOf(context, [stage.setUpLink])).toEqual([]);
    await context.close();
  }

  it('are all looked at', () => {
    const routes = Object.keys(routeTable).filter((route) => route.startsWith('GET '));
    const pages = routes.map((route) => route.replace('GET ', '')).filter((path) => !noPages.includes(path));
    expect(Object.keys(addresses).sort()).toEqual(pages.filter((path) => path !== '/connections/callback').sort());
  });

  it('have no accessibility fault for somebody who is signed in', { timeout: 150_000 }, async () => {
    const context = await openBrowserOf(stage);
    await signIn(await context.newPage(), stage);
    const own = Object.entries(addresses).filter(([pattern]) => !withoutSession.includes(pattern));
    expect(
      await faultsOf(
        context,
        own.flatMap(([, of]) => of(places)),
      ),
    ).toEqual([]);
  });

  it('have none for a visitor', async () => {
    const context = await openBrowserOf(stage);
    expect(
      await faultsOf(
        context,
        withoutSession.flatMap((pattern) => addresses[pattern]?.(places) ?? []),
      ),
    ).toEqual([]);
  });
});

/** Axe in light and wide, axe again in dark on a phone, and contrast the other way round; small targets and overflow in both. */
async function faultsOf(context: BrowserContext, paths: string[]): Promise<string[]> {
  const faults: string[] = [];
  const page = await context.newPage();
  for (const path of paths) {
    const answer = await page.goto(path);
    if (answer && answer.status() !== (errorPages[path] ?? 200)) faults.push(`${path} answers ${answer.status()}`);
    await page.evaluate(`document.querySelectorAll('main details').forEach((one) => { one.open = true; })`);
    for (const [at, size] of sizes.entries()) {
      const [usual, other] = at === 0 ? (['light', 'dark'] as const) : (['dark', 'light'] as const);
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme: other });
      const found = await findContrastFaults(page);
      await page.emulateMedia({ colorScheme: usual });
      found.push(...(await faultsNow(page)));
      faults.push(...found.map((fault) => `${path} at ${size.width}: ${fault}`));
    }
  }
  await page.close();
  return faults;
}

async function faultsNow(page: Page): Promise<string[]> {
  const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  const excess = (await page.evaluate(overflow)) as number;
  const small = await findSmallTargets(page);
  return [
    ...(await findAccessibilityFaults(page)),
    ...small.map((control) => `too small: ${control}`),
    ...(excess > 0 ? [`${excess} pixels wider than the screen`] : []),
  ];
}
