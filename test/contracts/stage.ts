import type { Instance, PlatformClient } from '../../src/platforms/platform.ts';
import type { DialectName } from '../support/sandbox-instance/dialects/index.ts';
import type { OwnerEdit } from '../support/sandbox-instance/post-controls.ts';
import type { NewPost } from '../support/sandbox-instance/posting.ts';
import { diffSnapshots, type PostDifference, type Snapshot } from '../support/sandbox-instance/snapshot.ts';
import { type Asked, type Differences, differencesOf, possiblePost } from './differences.ts';
import { openWorld, type PlatformWorld } from './platform-world.ts';

export type StagedPost = { id: string; mediaIds: string[]; url: string };

/** An account on some server, and what its owner does there by hand: the ground on which the contract is played. */
export type Stage = {
  instance: Instance;
  differences: Differences;
  client: PlatformClient;
  /** The account's id and handle as its server tells them. */
  owner: { id: string; acct: string };
  createPost: (post: NewPost) => Promise<StagedPost>;
  editAsOwner: (postId: string, change: OwnerEdit) => Promise<void>;
  deletePost: (postId: string) => Promise<void>;
  /** All posts made here, as their server shows them to their owner. */
  snapshot: () => Promise<Snapshot>;
  diff: (before: Snapshot, after: Snapshot) => PostDifference[];
  /** The requests so far that changed what a post shows. */
  edits: () => Asked[];
  /** What only a sandbox can be made to do: faults, other people, limits. */
  world: PlatformWorld | null;
  close: () => Promise<void>;
};

/** A sandbox instance as a stage, its owner's deeds done behind the server's back. */
export async function openSandboxStage(dialect: DialectName): Promise<Stage> {
  const world = await openWorld(dialect);
  const { sandbox, bob, instance, client } = world;
  const differences = differencesOf(dialect);
  return {
    ...{ instance, client, differences, world },
    owner: { id: bob.id, acct: `bob@${instance.domain}` },
    async createPost(given) {
      const { id, mediaIds } = sandbox.createPost(bob, possiblePost(differences, given));
      return { id, mediaIds: [...mediaIds], url: sandbox.postUrl(id) };
    },
    editAsOwner: async (id, change) => void sandbox.editAsOwner(id, change),
    deletePost: async (id) => sandbox.deletePost(id),
    snapshot: async () => sandbox.snapshot(),
    diff: diffSnapshots,
    edits: () => sandbox.log.filter(differences.isEdit),
    close: sandbox.close,
  };
}

/** The sandbox under a stage; a case that asks for it is not run against a real server. */
export function worldOf({ world }: Stage): PlatformWorld {
  if (!world) throw new Error('only a sandbox can be made to do this');
  return world;
}
