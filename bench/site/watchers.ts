import { fork } from 'node:child_process';
import { type Answer, marker, type Order } from '../../test/support/stream-clients.ts';

/** Streams that are open and only counted, in a process of their own. */
export type Watchers = { tell: (order: Order) => Promise<Answer>; close: () => void };

export { marker };

export function forkWatchers(): Watchers {
  const clients = fork(new URL('../../test/support/stream-clients.ts', import.meta.url));
  return {
    tell: (order) =>
      new Promise((resolve, reject) => {
        const fail = () => reject(new Error('the readers broke off'));
        clients.once('exit', fail);
        clients.once('message', (answer) => {
          clients.off('exit', fail);
          resolve(answer as Answer);
        });
        clients.send(order);
      }),
    close() {
      if (clients.connected) clients.disconnect();
    },
  };
}

/** What a reader of these topics sends. */
export function streamRequest(topics: string, cookie: string): string {
  return `GET /events?topics=${topics} HTTP/1.1\r\nhost: localhost\r\ncookie: ${cookie}\r\n\r\n`;
}
