import { createAdaptorServer } from '@hono/node-server';
import { type Clock, systemClock } from '../../../src/lib/clock.ts';
import { accountControls } from './account-controls.ts';
import { buildApplication } from './application.ts';
import { type DialectName, dialects } from './dialects/index.ts';
import { faultRules } from './faults.ts';
import { fillHistory, type HistoryOptions } from './history.ts';
import { listen } from './listening.ts';
import { postControls } from './post-controls.ts';
import { seededRandom } from './random.ts';
import { rateLimiter } from './rate-limits.ts';
import type { Account } from './records.ts';
import type { Sandbox } from './sandbox.ts';
import { diffSnapshots, snapshotOf } from './snapshot.ts';
import { fetchOf } from './withheld.ts';
import { newWorld, type Settings } from './world.ts';

export type SandboxOptions = {
  dialect: DialectName;
  /** Without it a free port. */
  port?: number;
  seed?: number;
  clock?: Clock;
  /** The server's version; without it a current one. Older ones lack features and have other traps. */
  version?: string;
};

export type SandboxInstance = Awaited<ReturnType<typeof startSandboxInstance>>;

/**
 * A fediverse server on loopback that speaks one server family's dialect of its API, traps included. It keeps
 * everything in memory; what it is told directly (`createPost`, `editAsOwner`, …) needs no token and is not logged.
 */
export async function startSandboxInstance({
  dialect: name,
  port = 0,
  seed = 1,
  clock = systemClock,
  version,
}: SandboxOptions) {
  const dialect = dialects[name](version);
  const world = newWorld({ clock, random: seededRandom(`${name} ${seed}`), dialect });
  const manner = { error: dialect.rateError, headers: dialect.rateHeaders };
  const limiter = rateLimiter(dialect.rateRules, manner, () => clock.now());
  const sandbox: Sandbox = { world, limiter, faults: faultRules(), log: [], edits: [] };
  const server = createAdaptorServer({ fetch: fetchOf(buildApplication(sandbox)) });
  const { origin, open, shut } = await listen(server, port);
  world.origin = origin;

  return {
    origin,
    dialect: name,
    version: dialect.version,
    limits: dialect.limits,
    ...accountControls(world),
    ...postControls(world),
    /** Gives an account a varied past; see `fillHistory`. */
    fillWithPosts: (account: Account, options: HistoryOptions) => fillHistory(world, account, options),
    /** A deep plain copy of all posts, by id. */
    snapshot: () => snapshotOf(world),
    /** Which posts differ, descriptions and everything else apart. */
    diff: diffSnapshots,
    /** Every request since the start. */
    log: sandbox.log,
    /** Every successful edit of a post over HTTP. */
    edits: sandbox.edits,
    faults: sandbox.faults,
    /** The open streams of home timelines; to close one as a server does that restarts. */
    streams: world.followers,
    setRateLimit: limiter.setLimit,
    liftRateLimits: limiter.lift,
    /** null: no limit. */
    setDescriptionLimit: (most: number | null) => {
      world.descriptionMax = most;
    },
    /** GoToSocial's `description_minimum`. */
    setDescriptionMinimum: (least: number) => {
      world.descriptionMin = least;
    },
    configure: (change: Partial<Settings>) => {
      Object.assign(world.settings, change);
    },
    /** Closes the port and what is connected, so that connections are refused; what was asked may still be done. */
    refuseConnections: shut,
    acceptConnections: open,
    close: shut,
  };
}
