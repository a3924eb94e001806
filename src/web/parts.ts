import type { Db } from '../../db/open.ts';
import type { Readers } from '../../db/readers.ts';
import type { DescribedBy } from '../../templates/components/places.ts';
import type { ModelHostView } from '../../templates/pages/model-hosts.ts';
import type { createWords } from '../../templates/words.ts';
import type { Place } from '../captioner/hosts/places.ts';
import type { Config } from '../config.ts';
import type { AllowedHosts } from '../connections/allowed-hosts.ts';
import type { Connections } from '../connections/connections.ts';
import type { Models } from '../generation/models.ts';
import type { Generation } from '../generation/service.ts';
import type { Watching } from '../generation/watching.ts';
import type { PictureFiles } from '../images/picture-files.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Limits } from '../monitoring/limits.ts';
import type { Sampling } from '../monitoring/sampling.ts';
import type { Standing } from '../monitoring/standing.ts';
import type { Watermarks } from '../monitoring/watermarks.ts';
import type { Hub } from '../progress/hub.ts';
import type { Publishing } from '../publishing/publishing.ts';
import type { Review } from '../review/review.ts';
import type { Desk } from '../tasks/desk.ts';
import type { TaskEngine } from '../tasks/engine.ts';
import type { Helpers } from '../tasks/remote/helpers.ts';
import type { Users } from '../users/users.ts';
import type { Assets } from './assets.ts';
import type { Streams } from './live/streams.ts';
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
  /** Null while there is no model. */
  describedBy?: () => DescribedBy | null;
  /** Whether the text in pictures is read on this machine. */
  canRead?: () => boolean;
  /** Threads for what would hold up the event loop. */
  readers: Readers;
  hub: Hub;
  streams: Streams;
  /** The addresses of this machine's model hosts. */
  modelHosts: readonly string[];
  /** How this machine's model hosts were found last. */
  hostStates: () => ModelHostView[];
  /** Where pictures go that this model describes. */
  placesOf: (model: string) => Place[];
  models: Models;
  pictures: PictureFiles;
  engine: TaskEngine;
  /** The machines that help; null where none can. */
  helpers: Pick<Helpers, 'list'> | null;
  generation: Generation;
  watching: Watching;
  desk: Desk;
  review: Review;
  publishing: Publishing;
  limits: Limits;
  sampling: Sampling;
  watermarks: Watermarks;
  /** What everybody is told on every page as long as it holds. */
  standing: Standing;
  /** Whether requests can be served in full; what is asked beside the database by `/readyz`. */
  isReady?: () => boolean;
};
