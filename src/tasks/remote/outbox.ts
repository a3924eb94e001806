import type { Clock } from '../../lib/clock.ts';
import type { RedisConnection } from '../../queue/redis-connection.ts';
import type { Mail } from './mail.ts';

export type Outbox = {
  /** Puts a message behind those before it; it is sent as soon as Redis takes it, which `onSent` is told of. */
  send: (value: unknown, onSent?: () => void) => void;
  /** Sends nothing more. */
  close: () => void;
};

export type OutboxOptions = {
  redis: Pick<RedisConnection, 'run'>;
  mail: Mail;
  clock: Clock;
  /** The stream. */
  key: string;
  /** Where given the stream must be there already, and is not: nobody wants to hear more, and nothing more is sent. */
  onGone?: () => void;
};

type Waiting = { sealed: string; onSent: (() => void) | undefined };

const againMs = 200;
const mostAtOnce = 100;

/**
 * Sends messages to a stream in their order, and goes on trying while Redis is away. What was sent when an answer was
 * lost is sent again, so a reader may see a message twice; it never misses one.
 */
export function createOutbox({ redis, mail, clock, key, onGone }: OutboxOptions): Outbox {
  const waiting: Waiting[] = [];
  let isSending = false;
  let isClosed = false;

  async function sendAll() {
    isSending = true;
    while (waiting.length > 0 && !isClosed) {
      const batch = waiting.slice(0, mostAtOnce);
      const ids = await put(batch).catch(() => undefined);
      if (ids === undefined) await clock.sleep(againMs);
      else if (ids.includes(null)) isClosed = true;
      else tellSent(waiting.splice(0, batch.length));
      if (ids?.includes(null)) onGone?.();
    }
    isSending = false;
  }

  function put(batch: Waiting[]): Promise<(string | null)[]> {
    return redis.run<(string | null)[]>((client) =>
      Promise.all(
        batch.map(({ sealed }) =>
          onGone ? client.xAddNoMkStream(key, '*', { sealed }) : client.xAdd(key, '*', { sealed }),
        ),
      ),
    );
  }

  return {
    send(value, onSent) {
      if (isClosed) return;
      waiting.push({ sealed: mail.seal(key, value), onSent });
      if (!isSending) void sendAll();
    },
    close() {
      isClosed = true;
    },
  };
}

function tellSent(messages: Waiting[]): void {
  for (const { onSent } of messages) onSent?.();
}
