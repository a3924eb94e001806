import type { HttpBindings } from '@hono/node-server';
import type { Edit } from './edits-log.ts';
import type { Faults } from './faults.ts';
import type { RateLimiter, Visit } from './rate-limits.ts';
import type { RequestBody } from './request-body.ts';
import type { World } from './world.ts';

/** One request as the log keeps it. */
export type LogEntry = {
  /** UTC milliseconds. */
  at: number;
  method: string;
  /** Path with query. */
  path: string;
  /** Username of the token's account. */
  account: string | null;
  /** null while unanswered, and for ever where the answer was withheld. */
  status: number | null;
  body: Record<string, unknown>;
  /** The fault that was injected. */
  fault?: string;
};

/** The parts the routes share. */
export type Sandbox = { world: World; limiter: RateLimiter; faults: Faults; log: LogEntry[]; edits: Edit[] };

export type Env = { Bindings: HttpBindings; Variables: { body: RequestBody; visit: Visit; entry: LogEntry } };
