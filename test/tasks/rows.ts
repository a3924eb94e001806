import { pino } from 'pino';
import { notifications } from '../../db/schema.ts';
import { beginAttempt, findTask, insertTask, type TaskRow } from '../../db/tasks.ts';
import type { EndedEvent } from '../../src/generation/run/events.ts';
import { createGeneration } from '../../src/generation/service.ts';
import type { ErrorRecord } from '../../src/lib/errors.ts';
import { createHub } from '../../src/progress/hub.ts';
import { createSqliteQueue } from '../../src/queue/sqlite-queue.ts';
import { createEnding } from '../../src/tasks/ending.ts';
import { runStatusOf } from '../../src/web/run-view.ts';
import { progressSentence } from '../../templates/pages/run-sentence.ts';
import { createWords } from '../../templates/words.ts';
import { testClock } from '../support/clock.ts';
import { openTestDatabase } from '../support/database.ts';
import { addConnection, addPerson } from '../support/people.ts';
import { socialInstance } from '../support/review-web.ts';

type LogLine = { level: number; msg: string; taskId?: string; tries?: number; error?: ErrorRecord };

/** Tasks, their queue and their endings over real rows, with a clock that is moved by hand and no thread at work. */
export async function openRows() {
  const { db } = await openTestDatabase();
  const clock = testClock();
  const hub = createHub();
  const lines: LogLine[] = [];
  const log = pino({ base: null }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const queue = createSqliteQueue({ db, clock, cap: 3, leaseMs: 15_000 });
  const tokenDeaths: string[] = [];
  const paused: string[] = [];
  const cancelled: string[] = [];
  const ending = createEnding({
    ...{ db, queue, hub, clock, log, random: () => 0.5, isStopping: () => false },
    onTokenDead: async (connectionId) => {
      tokenDeaths.push(connectionId);
      return null;
    },
    onServerTrouble: () => {},
  });
  const generation = createGeneration({
    ...{ db, queue, clock, checkStart: () => {}, onEnqueued: () => {}, onChange: () => {} },
    pauseRunning: (id) => paused.push(id),
    cancelRunning: (id) => cancelled.push(id),
  });
  const words = createWords().for('en');
  const row = (id: string) => findTask(db, id) as TaskRow;

  return {
    ...{ db, clock, hub, queue, ending, generation, row, tokenDeaths, paused, cancelled, lines },
    person(name: string, role: 'admin' | 'member' = 'member') {
      const user = addPerson(db, name, role);
      const handle = `${name}@social.example`;
      return { user, connection: addConnection(db, user.id, { instance: socialInstance, accountId: name, handle }) };
    },
    anotherConnection: (userId: string) =>
      addConnection(db, userId, { instance: socialInstance, accountId: 'other', handle: 'other@social.example' }),
    /** Queues a task, row and job. */
    async add(
      id: string,
      { user, connection }: { user: { id: string }; connection: { id: string } },
      more: Partial<Pick<TaskRow, 'priority' | 'kind'>> = {},
    ): Promise<string> {
      const task = { id, userId: user.id, connectionId: connection.id, priority: 10, settings: {}, model: 'm' };
      insertTask(db, { ...task, ...more }, clock.now());
      await queue.enqueue(id, { priority: more.priority ?? 10, runAtMs: clock.now() });
      return id;
    },
    /** Claims the next task as `holder` and begins its attempt; null when none is due. */
    async begin(holder = 'holder'): Promise<TaskRow | null> {
      const id = await queue.claim(holder);
      return id === null ? null : beginAttempt(db, id, { holder, workerId: null }, clock.now());
    },
    settle: (task: TaskRow, ended: Omit<EndedEvent, 'type'>, holder = 'holder') =>
      ending.settle(task, holder, { type: 'ended', ...ended }),
    /** What its person reads. */
    told(id: string) {
      const view = runStatusOf({ reader: db, clock, hub, watermarks: { reason: () => null } }, row(id));
      return words.sentence(progressSentence(words, view));
    },
    notices: () =>
      db
        .select()
        .from(notifications)
        .all()
        .map(({ userId, kind, sentence }) => ({
          to: userId ?? 'administrators',
          kind,
          says: words.sentence(sentence),
        })),
  };
}
