import { eq } from 'drizzle-orm';
import { onTestFinished } from 'vitest';
import { markConnectionExpired, updateConnection } from '../../db/connections.ts';
import { type ImageRow, listImagesOfPost, updateImages } from '../../db/decisions.ts';
import { saveFoundPost } from '../../db/found-posts.ts';
import { images, platformConnections, posts } from '../../db/schema.ts';
import { createRests } from '../../src/connections/rests.ts';
import { AppError } from '../../src/lib/errors.ts';
import { createLog } from '../../src/lib/log.ts';
import { createSafeFetch } from '../../src/lib/safe-fetch.ts';
import { say } from '../../src/lib/sentence.ts';
import { connectPlatform } from '../../src/platforms/index.ts';
import type { Fetch, Instance, PlatformClient } from '../../src/platforms/platform.ts';
import { createPublishing } from '../../src/publishing/publishing.ts';
import { createReview } from '../../src/review/review.ts';
import { differencesOf } from '../contracts/differences.ts';
import { testClock } from '../support/clock.ts';
import { openTestDatabase } from '../support/database.ts';
import { settlePerson, testInstance } from '../support/engine.ts';
import { type DialectName, dialects } from '../support/sandbox-instance/dialects/index.ts';
import type { NewPost } from '../support/sandbox-instance/posting.ts';

/** Every family; what nobody knows is another matter (`by-hand.test.ts`). */
export const dialectNames = (Object.keys(dialects) as DialectName[]).filter((name) => name !== 'other');
const scopes = 'read:accounts read:statuses read:media write:statuses write:media read:account write:drive';
const safeFetch = createSafeFetch({ userAgent: 'test', allowedHosts: () => ['127.0.0.1'] });

/** Misskey's only write. */
const driveEdit = '/api/drive/files/update';
const isWrite: (...request: Parameters<Fetch>) => boolean = (url, init) =>
  init?.method === 'PUT' || new URL(url).pathname === driveEdit;

export type SceneOptions = { dialect?: DialectName; editsPerHour?: number; publishAfterMs?: number };
/** Looks at a client on its way to the publisher and may put another in its place. */
export type Bend = (client: PlatformClient) => PlatformClient;
export type Scene = Awaited<ReturnType<typeof openScene>>;

/** Bob with an account on a sandbox instance, and the review and publishing rooms over a real database. */
export async function openScene({
  dialect = 'mastodon',
  editsPerHour = 60,
  publishAfterMs = 600_000,
}: SceneOptions = {}) {
  const clock = testClock();
  const sandbox = await testInstance({ dialect, clock });
  const database = await openTestDatabase();
  const { db, reader } = database;
  const patience = { writeMs: 10_000 };
  const fetch: Fetch = (url, init) =>
    safeFetch(url, isWrite(url, init) ? { ...init, timeoutMs: patience.writeMs } : init);
  const changes: string[] = [];
  /** The connections whose servers refused what they should have taken. */
  const refusedBy: string[] = [];

  const openClient = (connectionId: string) => {
    const row = db.select().from(platformConnections).where(eq(platformConnections.id, connectionId)).get();
    if (row?.status !== 'active') throw new AppError('authentication', say('x'), { code: 'expired' });
    const client = connectPlatform({
      instance: row.instance as Instance,
      credentials: { accessToken: row.credentialsSealed, scopes },
      fetch,
      clock: { now: clock.now, sleep: async () => {} },
      accountId: row.accountId,
    });
    return { client };
  };

  /** A process of the program: rooms with a memory of their own over the same rows. */
  function openRooms(bend: Bend = (client) => client) {
    const rests = createRests({ db, clock });
    const publishing = createPublishing({
      ...{ db, reader, rests, clock, editsPerHour, publishAfterMs },
      openClient: (connectionId) => ({ client: bend(openClient(connectionId).client) }),
      log: createLog(process.env.TEST_LOG ?? 'silent'),
      onChange: ({ postId }) => changes.push(postId),
      onRefused: (id) => refusedBy.push(id),
      onConnectionTrouble: (id, { sentence }) => void markConnectionExpired(db, id, sentence),
      random: () => 0.5,
    });
    const review = createReview({ db, reader, clock, publishing, onChange: ({ postId }) => changes.push(postId) });
    return { publishing, review, rests };
  }

  const person = async (name: string) => {
    const settled = await settlePerson(database, sandbox, name);
    updateConnection(db, settled.connection.id, { warningAcceptedAt: 1 });
    return settled;
  };
  const bob = await person('bob');

  /** A post on the server that Altwright knows, with a draft for every picture that lacks a description. */
  function addPost(post: NewPost, owner = bob) {
    const remote = sandbox.createPost(owner.account, { createdAt: clock.now() - 86_400_000, ...post });
    const found = { userId: owner.user.id, connectionId: owner.connection.id };
    saveFoundPost(db, found, toFound(sandbox.origin, remote, sandbox), clock.now());
    const row = db.select().from(posts).where(eq(posts.remoteId, remote.id)).get();
    if (!row) throw new Error('the post was not kept');
    const undescribed = listImagesOfPost(db, row.id).filter(({ remoteDescription }) => remoteDescription === null);
    for (const { id, position } of undescribed) {
      updateImages(db, [id], { state: 'drafted', text: `Picture ${position} of ${post.text}`, revision: 1 });
    }
    return { id: row.id, remoteId: remote.id, images: listImagesOfPost(db, row.id) };
  }

  const image = (id: string): ImageRow => {
    const row = db.select().from(images).where(eq(images.id, id)).get();
    if (!row) throw new Error('no such image');
    return row;
  };
  const descriptionOf = (mediaId: string) => sandbox.media(mediaId)?.description;
  const puts = () => sandbox.log.filter(({ method, path }) => method === 'PUT' || path === driveEdit);

  /** Lets the publisher work while time goes by, second by second. */
  async function pass(publishing: { runDue: () => Promise<void> }, seconds: number, stepMs = 1000) {
    for (let second = 0; second < seconds; second++) {
      await publishing.runDue();
      clock.advance(stepMs);
    }
  }

  const rooms = openRooms();
  onTestFinished(() => rooms.publishing.stop());
  return {
    ...{
      ...rooms,
      openRooms,
      openClient,
      database,
      db,
      reader,
      clock,
      sandbox,
      bob,
      person,
      patience,
      changes,
      refusedBy,
    },
    ...{ addPost, image, descriptionOf, puts, pass },
  };
}

type RemoteLike = ReturnType<Awaited<ReturnType<typeof testInstance>>['post']>;

function toFound(origin: string, post: RemoteLike, sandbox: Pick<Awaited<ReturnType<typeof testInstance>>, 'media'>) {
  const { id, createdAtMs, editedAtMs, visibility, spoilerText, sensitive, language, text } = post;
  return {
    ...{ id, createdAtMs, editedAtMs, visibility, spoilerText, sensitive, language, text },
    uri: `${origin}/posts/${id}`,
    url: `${origin}/posts/${id}`,
    isReply: false,
    hasPoll: post.poll !== null,
    boostsCount: 2,
    media: post.mediaIds.map((mediaId) => ({
      id: mediaId,
      type: 'image' as const,
      url: null,
      previewUrl: null,
      width: 10,
      height: 10,
      description: sandbox.media(mediaId)?.description || null,
      blurhash: null,
    })),
  };
}

export const onePicture = [{ photo: 'coffee' }] as const;
/** The requests that write to a post of this server, for faults. */
export const editsOn = (dialect: DialectName) => differencesOf(dialect).isEdit;
/** The same, where a post is edited as a whole, and on Misskey. */
export const edits = ({ method, path }: { method: string; path: string }) =>
  (method === 'PUT' && path.startsWith('/api/v1/statuses/')) || path === driveEdit;

/** A post of Bob's with one picture whose draft he has approved. */
export function approved(scene: Scene, text = 'One') {
  const post = scene.addPost({ text, media: [...onePicture] });
  const [image] = post.images;
  if (!image) throw new Error('a picture');
  scene.review.approve({ user: scene.bob.user, imageId: image.id });
  return { ...post, imageId: image.id, mediaId: image.mediaId };
}
