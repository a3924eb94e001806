import type { Clock } from '../../lib/clock.ts';
import type { RedisConnection } from '../../queue/redis-connection.ts';
import type { Mail } from './mail.ts';
import type { ToHelper } from './messages.ts';
import { names } from './names.ts';
import { createOutbox, type Outbox } from './outbox.ts';

/** What the web machine tells its helpers, each in order. */
export function createPost(parts: { redis: RedisConnection; mail: Mail; clock: Clock }) {
  const outboxes = new Map<string, Outbox>();

  function outboxOf(helperId: string): Outbox {
    const onGone = () => outboxes.delete(helperId);
    const outbox = outboxes.get(helperId) ?? createOutbox({ ...parts, key: names.inbox(helperId), onGone });
    outboxes.set(helperId, outbox);
    return outbox;
  }

  return {
    tell: (helperId: string, message: ToHelper, onSent?: () => void) => outboxOf(helperId).send(message, onSent),
    /** Takes entries out of a stream, all or none. One that cannot be taken out now is met again, and changes nothing. */
    discard: (stream: string, ...entryIds: string[]) =>
      void parts.redis.run((client) => client.xDel(stream, entryIds)).catch(() => {}),
    close() {
      for (const outbox of outboxes.values()) outbox.close();
    },
  };
}

export type Post = ReturnType<typeof createPost>;
