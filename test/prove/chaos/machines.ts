import { randomBytes } from 'node:crypto';
import { startRedisServer } from '../../support/redis-server.ts';
import { beginServerProcess } from '../../support/server-process.ts';
import type { Ground } from './ground.ts';
import { type StandingProgram, standingProgram, type Victim } from './victims.ts';

export const engines = ['sqlite', 'redis'] as const;
export type Engine = (typeof engines)[number];

/** What an engine needs beside the program, and what the program must be told of it. */
export type Machines = {
  settings: Record<string, string>;
  redis: Victim[];
  workers: StandingProgram[];
  close: () => Promise<void>;
};

/** A silent machine loses its task after so long. */
const leaseMs = 5000;
const helpers = 2;

/** For Redis one that keeps what it has acknowledged, and two helpers that describe beside the program. */
export async function startMachines(engine: Engine, { settings }: Pick<Ground, 'settings'>): Promise<Machines> {
  if (engine === 'sqlite') return { settings: {}, redis: [], workers: [], close: async () => {} };
  const redis = await startRedisServer({ appendOnly: true });
  const shared = {
    ...{ REDIS_URL: redis.url, ALTWRIGHT_WORKER_KEY: randomBytes(32).toString('base64') },
    ...{ LEASE_MS: String(leaseMs), THREADS: '1' },
  };
  const { OLLAMA_HOST } = settings;
  const begin = () => beginServerProcess({ ...shared, OLLAMA_HOST }, [process.execPath, 'src/cli.ts', 'worker']);
  const workers = Array.from({ length: helpers }, () => standingProgram(begin));
  return {
    settings: shared,
    redis: [{ strike: redis.kill, recover: redis.start }],
    workers,
    async close() {
      await Promise.all(workers.map(({ end }) => end()));
      await redis.stop();
    },
  };
}
