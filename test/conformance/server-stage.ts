import { systemClock } from '../../src/lib/clock.ts';
import { createSafeFetch } from '../../src/lib/safe-fetch.ts';
import { detectInstance } from '../../src/platforms/detect.ts';
import { connectPlatform, familyOf } from '../../src/platforms/index.ts';
import type { Fetch, Instance } from '../../src/platforms/platform.ts';
import { type Asked, type Differences, differencesOf, possiblePost } from '../contracts/differences.ts';
import type { Stage } from '../contracts/stage.ts';
import { type DialectName, dialects } from '../support/sandbox-instance/dialects/index.ts';
import { diffSnapshots, type Snapshot } from '../support/sandbox-instance/snapshot.ts';
import type { ShownPost } from './hand.ts';
import { mastodonHand } from './mastodon-hand.ts';
import { misskeyHand } from './misskey-hand.ts';
import type { ServerUnderTest } from './server.ts';
import { askAs } from './wire.ts';

/** A local server has no certificate; whoever names one means it. */
const isLocal = ({ hostname }: URL) => hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';

function fetchFor(server: string): Fetch {
  const { host } = new URL(server);
  return createSafeFetch({ userAgent: 'Altwright conformance', allowedHosts: () => [host, new URL(server).hostname] });
}

/** What the server is, and the family that it must behave like. */
export async function findServer({ server }: ServerUnderTest) {
  const fetch = fetchFor(server);
  const { instance } = await detectInstance(server, {
    fetch,
    clock: systemClock,
    allowHttp: () => isLocal(new URL(server)),
  });
  const family = Object.keys(dialects).find((name) => name === instance.family) as DialectName | undefined;
  if (!family) throw new Error(`There is no contract for ${instance.software}.`);
  return { instance, family, differences: differencesOf(family) };
}

/** An account on a real server, reached over its own API alone: only posts made here are touched, and all are deleted. */
export async function openServerStage(
  { server, token }: ServerUnderTest,
  { instance, differences }: Awaited<ReturnType<typeof findServer>>,
): Promise<Stage> {
  const asked: Asked[] = [];
  const plain = fetchFor(server);
  const fetch: Fetch = (url, init) => {
    const { pathname, search } = new URL(url);
    asked.push({ method: init?.method ?? 'GET', path: pathname + search });
    return plain(url, init);
  };
  const hand = handFor(instance, token);
  const made: string[] = [];
  const { id, username } = await hand.owner();
  const credentials = { accessToken: token, scopes: differences.scopes };

  return {
    ...{ instance, differences, world: null, diff: diffSnapshots },
    client: connectPlatform({ instance, credentials, fetch, clock: systemClock }),
    owner: { id, acct: `${username}@${instance.domain}` },
    async createPost(given) {
      // Somebody there may be called so and would be told.
      const text = given.text?.replaceAll('@alice', `@${username}`);
      const post = await hand.post(possiblePost(differences, { ...given, ...(text !== undefined && { text }) }));
      made.push(post.id);
      return post;
    },
    editAsOwner: hand.edit,
    deletePost: hand.remove,
    edits: () => asked.filter(differences.isEdit),
    async snapshot(): Promise<Snapshot> {
      const states = await Promise.all(
        made.map(async (postId) => [postId, inOrder(await hand.read(postId), differences)] as const),
      );
      // Compared name by name, whatever the names are.
      return Object.fromEntries(states.filter(([, state]) => state !== null)) as unknown as Snapshot;
    },
    async close() {
      const ends = await Promise.allSettled(made.map((postId) => hand.remove(postId)));
      const left = made.filter((_id, at) => ends[at]?.status === 'rejected');
      if (left.length > 0) throw new Error(`These posts could not be deleted: ${left.join(', ')}`);
    },
  };
}

/** Where a server keeps no order, it gives one by chance. */
function inOrder(post: ShownPost | null, { has }: Differences): ShownPost | null {
  if (!post || has.orders) return post;
  return { ...post, media: post.media.toSorted((one, other) => (one.id < other.id ? -1 : 1)) };
}

function handFor(instance: Instance, token: string) {
  const { mode } = familyOf(instance).capabilities;
  if (mode === 'driveFile') return misskeyHand(askAs(instance.origin, {}), instance.origin, token);
  return mastodonHand(askAs(instance.origin, { authorization: `Bearer ${token}` }), mode);
}
