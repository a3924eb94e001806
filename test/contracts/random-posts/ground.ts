import { findConnectionRow, markConnectionExpired, updateConnection } from '../../../db/connections.ts';
import { createRests } from '../../../src/connections/rests.ts';
import { AppError } from '../../../src/lib/errors.ts';
import { createLog } from '../../../src/lib/log.ts';
import { createSafeFetch } from '../../../src/lib/safe-fetch.ts';
import { say } from '../../../src/lib/sentence.ts';
import { detectInstance } from '../../../src/platforms/detect.ts';
import { connectPlatform } from '../../../src/platforms/index.ts';
import type { Fetch, Instance, PlatformClient } from '../../../src/platforms/platform.ts';
import { createPublishing } from '../../../src/publishing/publishing.ts';
import { createReview } from '../../../src/review/review.ts';
import { testClock } from '../../support/clock.ts';
import { makeTestDatabase } from '../../support/database.ts';
import { addConnection, addPerson } from '../../support/people.ts';
import type { DialectName } from '../../support/sandbox-instance/dialects/index.ts';
import type { RequestView } from '../../support/sandbox-instance/faults.ts';
import { type SandboxInstance, startSandboxInstance } from '../../support/sandbox-instance/index.ts';
import { differencesOf } from '../differences.ts';

/** What is done at each request as it reaches the server, and whether its answer may never come. */
export type Wire = { onRequest: (request: RequestView) => void; expectsSilence: () => boolean };

export type Ground = Awaited<ReturnType<typeof openGround>>;

const safeFetch = createSafeFetch({ userAgent: 'Altwright tests', allowedHosts: () => ['127.0.0.1'] });
const patientMs = 20_000;
/** Answers on loopback take a few milliseconds; one that never comes is waited for so long. */
const impatientMs = 80;
const idle: Wire = { onRequest: () => {}, expectsSilence: () => false };

/** Bob's account on a sandbox, and the publisher and the review over a database of their own, as the program has them. */
export async function openGround(dialect: DialectName) {
  const clock = testClock();
  const differences = differencesOf(dialect);
  const sandbox = await startSandboxInstance({ dialect, clock });
  const database = await makeTestDatabase();
  const { db, reader } = database;
  const wire = { ...idle };
  const fetch = fetchOver(wire, clock.now);
  const look = (request: RequestView) => {
    wire.onRequest(request);
    return false;
  };
  sandbox.faults.add({ fault: 'slow', ms: 0, when: look });

  const { bob, user, connection, instance } = await settleBob({ sandbox, db, fetch, scopes: differences.scopes });
  const pulse = { now: clock.now, sleep: async () => {} };

  function openClient(): { client: PlatformClient } {
    const row = findConnectionRow(db, connection.id);
    if (row?.status !== 'active') throw new AppError('authentication', say('x'), { code: 'expired' });
    const credentials = { accessToken: row.credentialsSealed, scopes: differences.scopes };
    const { accountId } = row;
    return {
      client: connectPlatform({ instance: row.instance as Instance, credentials, fetch, clock: pulse, accountId }),
    };
  }

  const publishing = createPublishing({
    ...{ db, reader, openClient, clock, editsPerHour: 1_000_000, publishAfterMs: 0 },
    rests: createRests({ db, clock }),
    log: createLog('silent'),
    onChange: () => {},
    onRefused: () => {},
    onConnectionTrouble: (id, { sentence }) => void markConnectionExpired(db, id, sentence),
    random: () => 0.5,
  });
  const review = createReview({ db, reader, clock, publishing, onChange: () => {} });

  return {
    ...{ dialect, differences, instance, clock, sandbox, db, bob, user, connection, publishing, review, wire },
    client: () => openClient().client,
    hush: () => void Object.assign(wire, idle),
    /** The token of this moment, for revoking it. */
    token: () => findConnectionRow(db, connection.id)?.credentialsSealed ?? '',
    /**
     * The person connects her account again, where its token died; and lets Altwright edit on software nobody knows, which
     * ends with each edit after which a post was not as it should be.
     */
    reconnect(): void {
      publishing.allowEdits({ user, connectionId: connection.id });
      if (findConnectionRow(db, connection.id)?.status === 'active') return;
      const credentialsSealed = sandbox.issueToken(bob, differences.scopes);
      updateConnection(db, connection.id, { status: 'active', statusReason: null, credentialsSealed });
      publishing.resume(connection.id);
    },
    async close(): Promise<void> {
      await publishing.stop();
      await sandbox.close();
      database.close();
    },
  };
}

/** The date of every answer is the sandbox's: Node writes the machine's there. */
function fetchOver(wire: Wire, now: () => number): Fetch {
  return async (url, init) => {
    const response = await safeFetch(url, { ...init, timeoutMs: wire.expectsSilence() ? impatientMs : patientMs });
    response.headers.set('date', new Date(now()).toUTCString());
    return response;
  };
}

type Settling = { sandbox: SandboxInstance; db: Parameters<typeof addPerson>[0]; fetch: Fetch; scopes: string };

async function settleBob({ sandbox, db, fetch, scopes }: Settling) {
  sandbox.createAccount({ username: 'alice', password: 'alice' });
  const bob = sandbox.createAccount({ username: 'bob', password: 'bob' });
  const clock = { now: () => Date.now(), sleep: async () => {} };
  const { instance } = await detectInstance(sandbox.origin, { fetch, clock, allowHttp: () => true });
  const user = addPerson(db, 'bob');
  const sealed = sandbox.issueToken(bob, scopes);
  const handle = `bob@${instance.domain}`;
  const connection = addConnection(db, user.id, { instance, accountId: bob.id, handle, sealed });
  updateConnection(db, connection.id, { warningAcceptedAt: 1 });
  return { bob, user, connection, instance };
}
