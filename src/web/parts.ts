import type { Db } from '../../db/open.ts';
import type { createWords } from '../../templates/words.ts';
import type { Config } from '../config.ts';
import type { AllowedHosts } from '../connections/allowed-hosts.ts';
import type { Connections } from '../connections/connections.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Users } from '../users/users.ts';
import type { Assets } from './assets.ts';
import type { PublicAddress } from './public-address.ts';

/** Everything a page may use. The composition root builds each part once; a page names the ones it needs. */
export type Parts = {
  config: Config;
  clock: Clock;
  log: Log;
  /** The program's one writing connection. */
  db: Db;
  /** A read-only connection beside it, for indexed reads. */
  reader: Db;
  words: ReturnType<typeof createWords>;
  assets: Assets;
  publicAddress: PublicAddress;
  users: Users;
  connections: Connections;
  allowedHosts: AllowedHosts;
  /** The model in use and, when it is not this one, the machine it runs on; undefined while there is none. */
  describedBy?: () => { model: string; machine?: string } | undefined;
  /** Whether requests can be served in full; what is asked beside the database by `/readyz`. */
  isReady?: () => boolean;
};
