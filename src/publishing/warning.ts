import { writeAudit } from '../../db/audit.ts';
import { type Db, transact } from '../../db/open.ts';
import {
  acceptWarning,
  countBoostsWaiting,
  findPublishingConnection,
  hasOpenPublications,
  listPublishingConnections,
  type PublishingConnection,
} from '../../db/publications.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { type Sentence, say } from '../lib/sentence.ts';
import { familyOf } from '../platforms/index.ts';
import type { Capabilities } from '../platforms/platform.ts';

type User = { id: string };

/** What a person must know before the first edit of a connection. */
export type PublishingWarning = { connectionId: string; handle: string; isAccepted: boolean; sentences: Sentence[] };

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
        .filter(({ warningAcceptedAt }) => warningAcceptedAt === null)
        .filter(({ id }) => hasOpenPublications(reader, id))
        .map((connection) => toWarning(reader, connection));
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
  const { id, handle, warningAcceptedAt } = connection;
  const sentences = sentencesFor(familyOf(connection).capabilities, countBoostsWaiting(db, id));
  return { connectionId: id, handle, isAccepted: warningAcceptedAt !== null, sentences };
}

function sentencesFor(capabilities: Capabilities, boosts: number): Sentence[] {
  const { mode, editsShownInHistory, notifiesOthers, federates, sharedFile } = capabilities;
  const isEdit = mode === 'statusEdit' || mode === 'mediaThenStatus';
  const parts: [applies: boolean, sentence: Sentence][] = [
    [isEdit, say('publishing.warnsEdited')],
    [editsShownInHistory, say('publishing.warnsHistory')],
    [notifiesOthers && boosts === 0, say('publishing.warnsNotifies')],
    [notifiesOthers && boosts > 0, say('publishing.warnsBoosts', { count: boosts })],
    [!federates, say('publishing.warnsLocal')],
    [sharedFile, say('publishing.warnsShared')],
    [true, say('publishing.warnsNothingElse')],
  ];
  return parts.flatMap(([applies, sentence]) => (applies ? [sentence] : []));
}
