import { onTestFinished } from 'vitest';
import { writeCaptionSettings } from '../../db/caption-settings.ts';
import { updateConnection } from '../../db/connections.ts';
import { listNotifications } from '../../db/notifications.ts';
import { listTasks } from '../../db/tasks.ts';
import { findWatch } from '../../db/watches.ts';
import { defaultSettings } from '../../src/generation/settings.ts';
import type { WatchWish } from '../../src/generation/watching.ts';
import { testClock } from '../support/clock.ts';
import { openTestDatabase } from '../support/database.ts';
import { testOllama, until } from '../support/engine.ts';
import { addPerson } from '../support/people.ts';
import { differentPictures, quickModel } from '../support/run-scene.ts';
import { startSandboxInstance } from '../support/sandbox-instance/index.ts';
import type { NewMedia } from '../support/sandbox-instance/posting.ts';
import { buildParts } from '../support/web.ts';

const scopes = 'read:accounts read:statuses write:statuses';
export const minuteMs = 60_000;
export const dayMs = 86_400_000;

export const wish = (changed: Partial<WatchWish> = {}): WatchWish => ({
  isWatching: false,
  patienceMinutes: 60,
  nightlyPictures: 0,
  nightHour: 2,
  publishesUnasked: false,
  model: 'gemma3:4b',
  ...changed,
});

/** Bob with a connection to a sandbox instance, and the parts of the program on one clock that is moved by hand. */
export async function openWatchingScene(msPerImage = 5) {
  const clock = testClock();
  const instance = await startSandboxInstance({ dialect: 'mastodon', clock });
  onTestFinished(() => instance.close());
  const ollama = await testOllama({ models: quickModel(msPerImage) });
  const database = await openTestDatabase();
  const env = { OLLAMA_HOST: ollama.url, PUBLISH_AFTER_MS: '0' };
  const parts = buildParts(database, clock, { env });
  const bob = addPerson(database.db, 'bob');
  const account = instance.createAccount({ username: 'bob', password: 'a password of his' });
  const token = instance.issueToken(account, scopes);
  const server = instance.origin;
  const connection = await parts.connections.addToken({ userId: bob.id, server, token });
  const owner = { userId: bob.id, connectionId: connection.id };
  updateConnection(database.db, connection.id, { warningAcceptedAt: 1 });
  const settings = { ...defaultSettings, processingDelaySeconds: 0 };
  writeCaptionSettings(database.db, { ...owner, settings }, clock.now());
  await parts.engine.start();
  let posted = 0;

  const scene = {
    ...{ parts, db: database.db, clock, instance, ollama, bob, account, connection, token },
    /** Lets the time pass and the schedule look. */
    async pass(ms: number) {
      clock.advance(ms);
      await parts.schedule.tick();
    },
    save: (changed: Partial<WatchWish>) => parts.watching.save(owner, wish(changed)),
    /** A post of Bob's with one picture like no other, now or so long ago. */
    post(agoMs = 0, media: NewMedia = differentPictures(1, `bob ${posted}`)[0] ?? {}) {
      posted += 1;
      return instance.createPost(account, { text: 'A walk', createdAt: clock.now() - agoMs, media: [media] });
    },
    watch: () => {
      const watch = findWatch(database.db, connection.id);
      if (!watch) throw new Error('there is no watch');
      return watch;
    },
    tasks: () => listTasks(database.db, bob.id, 50),
    /** Waits until no run is at work and has the schedule see to what has ended. */
    async settled() {
      await until(() => scene.tasks().every(({ completedAt }) => completedAt !== null));
      await parts.schedule.tick();
    },
    drafts: () =>
      database.db.query.images.findMany({ where: (image, { eq }) => eq(image.state, 'drafted') }).sync().length,
    /** The names of the sentences Bob has been told, the newest first. */
    told: () => listNotifications(database.db, bob, 50).map(({ sentence }) => sentence.key),
    /** Requests but those that open a stream. */
    requests: () => instance.log.filter(({ path }) => !path.startsWith('/api/v1/streaming')),
    /** How often the posts were listed. */
    lists: () => instance.log.filter(({ path }) => path.includes('/statuses?')).length,
  };
  return scene;
}
