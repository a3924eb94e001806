import { findOwnPost, type ImageRow, listImagesOfPost } from '../../db/decisions.ts';
import { followMedia } from '../../db/followed-media.ts';
import { type Db, transact } from '../../db/open.ts';
import {
  findOpenPublication,
  findPublishingConnection,
  type PublicationRow,
  type PublishingConnection,
} from '../../db/publications.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError, type ErrorRecord, toErrorRecord } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';
import type { RemotePost } from '../platforms/platform.ts';
import { isSameText } from '../platforms/text.ts';
import type { OpenClient } from './attempt.ts';
import { planWrite, wantedText } from './plan.ts';
import { isWanted } from './schedule.ts';
import { setAside } from './unwritten.ts';
import { finishWritten } from './written.ts';

type User = { id: string };

/** Whether approved texts wait for their person to put them in: nobody knows what an edit does on this server. */
export function isByHand({ isUnproven, editsAllowedAt }: Pick<PublishingConnection, 'isUnproven' | 'editsAllowedAt'>) {
  return isUnproven && editsAllowedAt === null;
}

/** A text that its person puts in; empty where a description is to be taken away. */
export type TextToPutIn = { imageId: string; position: number; text: string };

export type PostByHand = {
  post: { id: string; url: string; text: string; language: string | null; postedAt: number };
  handle: string;
  origin: string;
  texts: TextToPutIn[];
};

/** What the post showed: how many pictures hold their text, and the positions of those that do not. */
export type LookByHand = { held: number; lacking: number[]; differing: number[]; missing: number[] };

export type ByHandTools = {
  db: Db;
  reader: Db;
  clock: Clock;
  openClient: OpenClient;
  publishAfterMs: number;
  onChange: (publication: PublicationRow) => void;
  onConnectionTrouble: (connectionId: string, error: ErrorRecord) => void;
};

/** Approved texts that a person puts into her posts herself. Nothing here writes to a server. */
export function createByHand(tools: ByHandTools) {
  const { db, reader } = tools;
  return {
    /** What is to be put into a post. Throws `not-found`, `nothing-to-publish`, `being-written`. */
    postByHand({ user, postId }: { user: User; postId: string }): PostByHand {
      const { post, connection } = waitingPost(reader, user, postId);
      const texts = listImagesOfPost(reader, post.id).filter(isWanted).map(toText);
      const { id, url, text, language, postedAt } = post;
      const { handle, origin } = connection;
      return { post: { id, url, text, language, postedAt }, handle, origin, texts };
    },
    /**
     * The person says that she has put them in: reads the post and keeps as published what stands there. Throws as
     * `postByHand` does, and what the server says.
     */
    async lookByHand({ user, postId }: { user: User; postId: string }): Promise<LookByHand> {
      const { post, publication, connection } = waitingPost(db, user, postId);
      const remote = await readPost(tools, connection.id, post.remoteId);
      const look = transact(db, () => {
        const now = waitingPost(db, user, postId);
        followMedia(db, postId, remote.media);
        return keepWhatStands({ ...tools, now: tools.clock.now }, now.publication, remote);
      });
      tools.onChange(publication);
      return look;
    },
  };
}

const toText = (image: ImageRow): TextToPutIn => ({
  imageId: image.id,
  position: image.position,
  text: wantedText(image),
});

function waitingPost(db: Db, user: User, postId: string) {
  const post = findOwnPost(db, user.id, postId);
  const connection = post && findPublishingConnection(db, post.connectionId);
  if (!post || !connection) throw refusal('publishing.postNotFound', 'not-found');
  const publication = findOpenPublication(db, postId);
  if (!publication) throw refusal('publishing.nothingToPublish', 'nothing-to-publish');
  if (publication.state !== 'waiting') throw refusal('publishing.beingWritten', 'being-written');
  return { post, connection, publication };
}

const refusal = (key: string, code: string) => new AppError('validation', say(key), { code });

async function readPost(tools: ByHandTools, connectionId: string, remoteId: string): Promise<RemotePost> {
  try {
    const { client } = await tools.openClient(connectionId);
    return await client.readPost(remoteId);
  } catch (thrown) {
    const error = toErrorRecord(thrown);
    if (error.category === 'authentication') tools.onConnectionTrouble(connectionId, error);
    throw thrown;
  }
}

type KeepingTools = Pick<ByHandTools, 'db' | 'publishAfterMs'> & { now: () => number };

function keepWhatStands(tools: KeepingTools, publication: PublicationRow, remote: RemotePost): LookByHand {
  const { db } = tools;
  const images = listImagesOfPost(db, publication.postId).filter(isWanted);
  const { changes, foreign, missing } = planWrite(images, remote);
  if (foreign.length > 0 || missing.length > 0) setAside(tools, publication, { foreign, missing });
  const standing = new Map(remote.media.map(({ id, description }) => [id, description ?? '']));
  const holds = (mediaId: string, text: string) => isSameText(standing.get(mediaId) ?? '', text);
  const [held, lacking] = [
    changes.filter(({ mediaId, description }) => holds(mediaId, description)),
    changes.filter(({ mediaId, description }) => !holds(mediaId, description)),
  ];
  if (held.length > 0) finishWritten(tools, publication, held, { reason: say('publishing.putInByHand') });
  const positionOf = new Map(images.map(({ mediaId, position }) => [mediaId, position]));
  return {
    held: held.length,
    lacking: lacking.flatMap(({ mediaId }) => positionOf.get(mediaId) ?? []),
    differing: foreign.map(({ image }) => image.position),
    missing: missing.map(({ position }) => position),
  };
}
