import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Connection } from '../../db/connections.ts';
import type { Words } from '../../templates/words.ts';
import type { Session } from '../users/sessions.ts';
import type { User } from '../users/users.ts';

/** What middleware has found out about a request. */
type VisitorVariables = {
  requestId: string;
  /** The address the request came from. */
  address: string;
  words: Words;
  /** Who is signed in, if anybody. */
  visitor: { user: User; session: Session } | null;
};

/** There only on routes mounted behind `signedIn`, which lets nobody else pass. */
type PersonVariables = {
  user: User;
  session: Session;
  /** The person's own, the oldest first. */
  connections: Connection[];
  /** The one chosen in the bar; null when she has none. */
  activeConnection: Connection | null;
};

/** The environment of the whole app. The bindings are absent where a test asks the app without a server. */
export type Env = { Bindings: Partial<HttpBindings>; Variables: VisitorVariables & PersonVariables };

export type PageContext = Context<Env>;
