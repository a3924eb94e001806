import { updateConnection } from '../../../db/connections.ts';
import { listImagesOfPost, updateImages } from '../../../db/decisions.ts';
import { saveFoundPost } from '../../../db/found-posts.ts';
import { posts } from '../../../db/schema.ts';
import { createRests } from '../../../src/connections/rests.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import { createLog } from '../../../src/lib/log.ts';
import { createSafeFetch } from '../../../src/lib/safe-fetch.ts';
import { detectInstance } from '../../../src/platforms/detect.ts';
import { connectPlatform } from '../../../src/platforms/index.ts';
import { createPublishing } from '../../../src/publishing/publishing.ts';
import { createReview } from '../../../src/review/review.ts';
import { makeTestDatabase } from '../../support/database.ts';
import { addConnection, addPerson } from '../../support/people.ts';
import { startSandboxInstance } from '../../support/sandbox-instance/index.ts';

const scopes = 'read:accounts read:statuses write:statuses';
const fetch = createSafeFetch({ userAgent: 'test', allowedHosts: () => ['127.0.0.1'] });
const dayMs = 86_400_000;

export type GroundWish = { clock: Clock; posts: number; seed: number; budget: number; editsPerHour: number };
export type Ground = Awaited<ReturnType<typeof openGround>>;

/** A server with somebody's posts on it, and the rooms that review and publish, all in one time. */
export async function openGround({ clock, posts: count, seed, budget, editsPerHour }: GroundWish) {
  const sandbox = await startSandboxInstance({ dialect: 'mastodon', clock, seed });
  sandbox.setRateLimit('statuses', budget);
  const account = sandbox.createAccount({ username: 'robin', password: 'a walk by the sea' });
  fill(sandbox, account, count, clock.now());
  const { instance } = await detectInstance(sandbox.origin, { fetch, clock, allowHttp: () => true });

  const database = await makeTestDatabase();
  const { db, reader } = database;
  const user = addPerson(db, 'robin');
  const connection = addConnection(db, user.id, { instance, accountId: account.id, handle: 'robin@sandbox' });
  updateConnection(db, connection.id, { warningAcceptedAt: clock.now() });
  const client = connectPlatform({
    ...{ instance, fetch, clock, accountId: account.id },
    credentials: { accessToken: sandbox.issueToken(account, scopes), scopes },
  });
  const publishing = createPublishing({
    ...{ db, reader, clock, rests: createRests({ db, clock }), editsPerHour, publishAfterMs: 600_000 },
    openClient: () => ({ client }),
    log: createLog(process.env.TEST_LOG ?? 'silent'),
    onChange: () => {},
    onConnectionTrouble: () => {},
  });
  const review = createReview({ db, reader, clock, publishing, onChange: () => {} });

  return {
    ...{ sandbox, account, db, user, publishing },
    /** Her own app's token, which is not Altwright's. */
    ownToken: sandbox.issueToken(account, scopes),
    /** Finds the posts as a run does, and approves a text for every picture. */
    async approveAll(): Promise<void> {
      const owner = { userId: user.id, connectionId: connection.id };
      for await (const page of client.listPosts()) {
        for (const post of page.posts) saveFoundPost(db, owner, post, clock.now());
      }
      for (const { id } of db.select({ id: posts.id }).from(posts).all()) {
        for (const image of listImagesOfPost(db, id)) {
          updateImages(db, [image.id], { state: 'drafted', text: `What ${image.mediaId} shows`, revision: 1 });
          review.approve({ user, imageId: image.id });
        }
      }
    },
    async close(): Promise<void> {
      await publishing.stop();
      await sandbox.close();
      database.close();
    },
  };
}

type Sandbox = Awaited<ReturnType<typeof startSandboxInstance>>;

/** One picture, two, three, four and again, as many on average as two and a half. */
function fill(sandbox: Sandbox, account: Parameters<Sandbox['createPost']>[0], count: number, nowMs: number): void {
  for (let n = 0; n < count; n++) {
    const media = Array.from({ length: 1 + (n % 4) }, () => ({ photo: 'coffee' as const }));
    sandbox.createPost(account, { text: `Post ${n}`, createdAt: nowMs - (n + 1) * dayMs, media });
  }
}
