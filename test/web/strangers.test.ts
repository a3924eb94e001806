import { describe, expect, it } from 'vitest';
import type { Persona } from '../support/personas.ts';
import { openTestWeb } from '../support/web.ts';
import { furnish, routeTable, type Scene } from './route-table.ts';

/*
 * The route table looks at the status of an answer; here it is what stands in the database that counts. Every deed that
 * names something of Bob's is tried by Charlie, and by Alice where administering is no excuse.
 */

const deeds = Object.entries(routeTable).filter(([route, { path, fields, charlie }]) => {
  const namesSomething = path !== undefined || typeof fields === 'function';
  return route.startsWith('POST ') && namesSomething && charlie === 404;
});

/** Further ways to name something of Bob's than those of the table. */
const otherWays: [route: string, path: (scene: Scene) => string, fields: (scene: Scene) => Record<string, string>][] = [
  ['POST /approvals of a run', () => '/approvals', ({ bobsTaskId }) => ({ shownAt: '9', taskId: bobsTaskId })],
  [
    'POST /images/:id/versions/:versionId/restoration of a version there is',
    ({ bobsImageId }) => `/images/${bobsImageId}/versions/version-of-bob/restoration`,
    () => ({ expectedRevision: '0' }),
  ],
];

describe('a deed upon what is somebody else’s', () => {
  it('is tried for nearly every route', () => expect(deeds.length).toBeGreaterThan(25));

  it.each(deeds)('%s changes nothing', async (route, { path, fields, alice }) => {
    const scene = furnishWithVersion(await openTestWeb());
    const address = path?.(scene) ?? route.slice('POST '.length);
    const given = typeof fields === 'function' ? fields(scene) : (fields ?? {});
    const strangers = alice === 404 ? [scene.charlie, scene.alice] : [scene.charlie];
    for (const stranger of strangers) await expectNothingChanged(scene, stranger, address, given);
  });

  it.each(otherWays)('%s changes nothing', async (_, path, fields) => {
    const scene = furnishWithVersion(await openTestWeb());
    for (const stranger of [scene.charlie, scene.alice]) {
      await expectNothingChanged(scene, stranger, path(scene), fields(scene));
    }
  });
});

describe('the stream of a page', () => {
  it.each(['task:task-of-bob', 'admin', 'task:', 'task:nothing', 'constructor', '__proto__', 'inbox:user-bob'])(
    'is not opened to Charlie for %s',
    async (topic) => {
      const scene = furnish(await openTestWeb());
      const answer = await scene.as(scene.charlie).get(`/events?topics=${encodeURIComponent(topic)}`);
      expect(answer.status).toBe(404);
    },
  );

  it('shows nothing of Bob’s pictures to who names them', async () => {
    const scene = furnish(await openTestWeb());
    const topics = encodeURIComponent(`review:%2Finbox;${scene.bobsImageId}`);
    const read = async (persona: Persona) => {
      const answer = await scene.as(persona).get(`/events?topics=${topics}`);
      const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
      const { value } = await reader.read();
      await reader.cancel();
      return new TextDecoder().decode(value);
    };
    expect(await read(scene.bob)).toContain(scene.bobsImageId);
    for (const stranger of [scene.charlie, scene.alice]) expect(await read(stranger)).not.toContain(scene.bobsImageId);
  });
});

function furnishWithVersion(web: Parameters<typeof furnish>[0]): Scene {
  const scene = furnish(web);
  const { $client } = scene.parts.db;
  $client.prepare(`update images set state = 'drafted', text = 'A cat.' where id = ?`).run(scene.bobsImageId);
  $client
    .prepare(`insert into caption_versions (id, image_id, kind, text, created_at) values (?, ?, 'draft', 'A dog.', 0)`)
    .run('version-of-bob', scene.bobsImageId);
  return scene;
}

async function expectNothingChanged(scene: Scene, who: Persona, address: string, fields: Record<string, string>) {
  const before = everything(scene);
  for (const headers of [{}, { 'hx-request': 'true' }]) {
    expect((await scene.as(who).post(address, fields, headers)).status).toBe(404);
  }
  expect(everything(scene)).toEqual(before);
}

function everything({ parts: { db } }: Scene): Record<string, unknown[]> {
  const names = db.$client.prepare(`select name from sqlite_master where type = 'table'`).pluck().all() as string[];
  return Object.fromEntries(names.map((name) => [name, db.$client.prepare(`select * from "${name}"`).all()]));
}
