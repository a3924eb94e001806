import { describe, expect, it } from 'vitest';
import { openTestWeb } from '../support/web.ts';
import { furnish, type RouteExpectation, routeTable } from './route-table.ts';

const visitors = ['alice', 'bob', 'charlie', 'nobody'] as const;

describe('every route', () => {
  it('has its line in the table, and every line its route', async () => {
    const { app } = await openTestWeb();
    const routes = app.routes
      .filter(({ method, path }) => method !== 'ALL' && (!path.endsWith('*') || path === '/assets/*'))
      .map(({ method, path }) => `${method} ${path}`);
    expect([...new Set(routes)].sort()).toEqual(Object.keys(routeTable).sort());
  });

  const cases = Object.entries(routeTable).flatMap(([route, expected]) =>
    visitors.map((visitor) => [route, visitor, expected[visitor], expected] as const),
  );

  it.each(cases)('%s answers %s with %i', async (route, visitor, status, expected) => {
    const answer = await ask(route, visitor, expected);
    expect(answer.status, await answer.text()).toBe(status);
    if (status === 303 && visitor === 'nobody' && !route.endsWith('sign-in')) {
      expect(answer.headers.get('location')).toMatch(/^\/sign-in/);
    }
  });
});

async function ask(route: string, visitor: (typeof visitors)[number], expected: RouteExpectation) {
  const scene = furnish(await openTestWeb());
  const [method = 'GET', pattern = '/'] = route.split(' ');
  const path = expected.path?.(scene) ?? pattern;
  const fields = typeof expected.fields === 'function' ? expected.fields(scene) : (expected.fields ?? {});
  const browser = scene.as(visitor === 'nobody' ? null : scene[visitor]);
  return method === 'GET' ? browser.get(path) : browser.post(path, fields);
}
