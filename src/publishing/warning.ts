import { writeAudit } from '../../db/audit.ts';
import { type Db, transact } from '../../db/open.ts';
import {
  acceptWarning,
  allowEdits,
  countBoostsWaiting,
  findPublishingConnection,
  hasOpenPublications,
  listPublishingConnections,
  type PublishingConnection,
} from '../../db/publications.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { type Sentence, say } from '../lib/sentence.ts';
import type { Instance } from '../platforms/platform.ts';
import { isByHand } from './by-hand.ts';
import { whatEditsDo } from './edit-words.ts';

type User = { id: string };

/** What a person must know before the first edit of a connection. */
export type PublishingWarning = {
  connectionId: string;
  handle: string;
  isAccepted: boolean;
  sentences: Sentence[];
  /** Nothing is known of what an edit does there: texts are put in by hand unless the person has allowed edits. */
  isUnproven: boolean;
  editsAllowedAt: number | null;
};

/** The plain warning before the first publish of a connection, made from what edits do on its server. */
export function createWarnings(tools: { db: Db; reader: Db; clock: Clock; resume: () => void }) {
  const { db, reader, clock } = tools;
  return {
    /** Throws `not-found`. */
    warning(wish: { user: User; connectionId: string }): PublishingWarning {
      return toWarning(reader, ownConnection(reader, wish));
    },
    /** The connections with something to publish that wait for this agreement. */
    warningsNeeded(wish: { user: User }): PublishingWarning[] {
      return listPublishingConnections(reader, wish.user.id)
        .filter((connection) => connection.warningAcceptedAt === null && !isByHand(connection))
        .filter(({ id }) => hasOpenPublications(reader, id))
        .map((connection) => toWarning(reader, connection));
    },
    /** Lets Altwright edit where it is not proved, whatever that may do there. Harmless where it is. */
    allowEdits(wish: { user: User; connectionId: string }): void {
      transact(db, () => {
        const { id, isUnproven, editsAllowedAt, warningAcceptedAt } = ownConnection(db, wish);
        if (!isUnproven || editsAllowedAt !== null) return;
        const now = clock.now();
        allowEdits(db, id, now);
        if (warningAcceptedAt === null) acceptWarning(db, id, now);
        writeAudit(db, { userId: wish.user.id, action: 'publication.edits-allowed', subject: id }, now);
      });
      tools.resume();
    },
    /** From now on texts are put in by hand again. What may have been written is still looked at. */
    withdrawEdits(wish: { user: User; connectionId: string }): void {
      transact(db, () => {
        const { id, editsAllowedAt } = ownConnection(db, wish);
        if (editsAllowedAt === null) return;
        allowEdits(db, id, null);
        writeAudit(db, { userId: wish.user.id, action: 'publication.edits-withdrawn', subject: id }, clock.now());
      });
    },
    acceptWarning(wish: { user: User; connectionId: string }): void {
      transact(db, () => {
        const connection = ownConnection(db, wish);
        if (connection.warningAcceptedAt !== null) return;
        const now = clock.now();
        acceptWarning(db, connection.id, now);
        writeAudit(db, { userId: wish.user.id, action: 'publication.warning-accepted', subject: connection.id }, now);
      });
      tools.resume();
    },
  };
}

function ownConnection(db: Db, { user, connectionId }: { user: User; connectionId: string }): PublishingConnection {
  const connection = findPublishingConnection(db, connectionId);
  if (connection?.userId === user.id) return connection;
  throw new AppError('validation', say('publishing.connectionNotFound'), { code: 'not-found' });
}

function toWarning(db: Db, connection: PublishingConnection): PublishingWarning {
  const { id, handle, warningAcceptedAt, isUnproven, editsAllowedAt } = connection;
  const sentences = whatEditsDo(connection.instance as Instance, countBoostsWaiting(db, id));
  const isAccepted = warningAcceptedAt !== null;
  return { connectionId: id, handle, isAccepted, sentences, isUnproven, editsAllowedAt };
}
