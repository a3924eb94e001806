import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { captionVersions, images } from '../../../db/schema.ts';
import { makeTestDatabase } from '../../support/database.ts';
import { openEngine, quickSettings, settlePerson } from '../../support/engine.ts';
import { differentPictures, type Picture, withReposts } from '../../support/look-alikes/sets.ts';
import { asked, postPictures, quickModel } from '../../support/run-scene.ts';
import { startSandboxInstance } from '../../support/sandbox-instance/index.ts';
import { startSandboxOllama } from '../../support/sandbox-ollama/index.ts';

export type MemoryWish = {
  /** Of the first run, with the re-posts among them. */
  pictures: number;
  reposts: number;
  /** Of the second run: no two of them are the same. */
  different: number;
  seed: string;
};

type Ground = Awaited<ReturnType<typeof openGround>>;

/**
 * Two people have their pictures described: one posts some of hers again, cut, resized and encoded anew; those of the
 * other are all different, many in little. What the model was asked is counted in its own log.
 */
export async function proveMemory({ pictures, reposts, different, seed }: MemoryWish) {
  const startedMs = Date.now();
  const ground = await openGround();
  try {
    const again = await describeAll(ground, 'bob', await withReposts(seed, pictures, reposts));
    const unlike = await describeAll(ground, 'charlie', await differentPictures(seed, different));
    const mostCalls = pictures - reposts + Math.floor(reposts / 16);
    const falseMatches = again.falseMatches + unlike.falseMatches;
    const ok =
      again.calls <= mostCalls &&
      falseMatches === 0 &&
      again.drafted === pictures &&
      unlike.drafted === different &&
      unlike.calls >= different;
    const seconds = Math.round((Date.now() - startedMs) / 1000);
    return {
      ...{ name: 'memory', ok, pictures, reposts, calls: again.calls, mostCalls, different },
      ...{ differentCalls: unlike.calls, falseMatches, seconds, seed },
    };
  } finally {
    await ground.close();
  }
}

async function openGround() {
  const instance = await startSandboxInstance({ dialect: 'mastodon' });
  const ollama = await startSandboxOllama({ models: quickModel(1), timeScale: 0.01 });
  const database = await makeTestDatabase();
  const engine = openEngine(database, ollama);
  await engine.start();
  return {
    ...{ instance, ollama, database, engine },
    async close() {
      await engine.stop();
      await instance.close();
      await ollama.close();
      database.close();
      rmSync(database.dataDir, { recursive: true, force: true });
    },
  };
}

/** One run over all of them. A false match: a text that was made for a picture of another subject. */
async function describeAll({ instance, ollama, database, engine }: Ground, name: string, pictures: Picture[]) {
  const person = await settlePerson(database, instance, name);
  const posts = postPictures(
    instance,
    person.account,
    pictures.map(({ bytes }) => ({ bytes })),
  );
  const callsBefore = asked(ollama).length;
  const settings = { ...quickSettings, maxPostsPerRun: pictures.length };
  const task = await engine.generation.start(person.user, person.connection, settings, 'gemma3:4b');
  while (engine.taskRow(task.id).completedAt === null) await sleep(20);
  const subjects = new Map(posts.map(({ mediaIds }, at) => [mediaIds[0], pictures[at]?.subject]));
  const rows = database.db.select().from(images).all();
  const subjectOf = (id: string | null) => subjects.get(rows.find((row) => row.id === id)?.mediaId ?? '');
  const reused = database.db
    .select()
    .from(captionVersions)
    .all()
    .filter(({ taskId, origin }) => taskId === task.id && origin !== null);
  return {
    calls: asked(ollama).length - callsBefore,
    drafted: engine.taskRow(task.id).imagesDrafted,
    falseMatches: reused.filter(({ imageId, origin }) => subjectOf(imageId) !== subjectOf(origin?.imageId ?? null))
      .length,
  };
}
