import type { Clock } from '../../lib/clock.ts';
import { within } from '../../lib/within.ts';
import type { RedisConnection } from '../../queue/redis-connection.ts';
import { type HelperSite, surveyHosts } from './helper-claims.ts';
import type { Mail } from './mail.ts';
import { type Announcement, protocol } from './messages.ts';
import { names } from './names.ts';
import { helperPlace } from './registry.ts';

export type AnnouncerOptions = {
  redis: RedisConnection;
  mail: Mail;
  site: HelperSite;
  /** How people know this machine. */
  name: string;
  version: string;
  threads: number;
  clock: Clock;
};

/** Long enough for any outage in which a helper might still be wanted. */
const inboxLastsSeconds = 3600;

/** A model host that hangs must not keep a helper from its signs of life. */
const modelsWithinMs = 1000;

/** Says to the web machine that this helper is there, and what it does. */
export function createAnnouncer(options: AnnouncerOptions, helperId: string) {
  const { redis, mail, site, name, version, threads, clock } = options;
  const inbox = names.inbox(helperId);
  const self = { id: helperId, name, version, threads, protocol, startedAt: clock.now() };
  let beat = 0;
  let modelHosts: Announcement['modelHosts'] = [];
  return {
    async announce(state: Pick<Announcement, 'isDraining' | 'runs'>): Promise<void> {
      beat += 1;
      modelHosts = await within(modelsWithinMs, surveyHosts(site, helperId)).catch(() => modelHosts);
      const place = { modelHosts, inFlight: site.inFlight };
      const said: Announcement = { ...self, ...place, ...state, beat };
      const sealed = mail.seal(helperPlace(helperId), said);
      await redis.run(async (client) => {
        await client.hSet(names.helpers, helperId, sealed);
        // A Redis that lost everything lost the inbox as well; nothing is told to a helper without one.
        if (!(await client.exists(inbox))) await client.xAdd(inbox, '*', { opened: '' });
        await client.expire(inbox, inboxLastsSeconds);
      });
    },
    async sayGoodbye(): Promise<void> {
      // Without it the web machine forgets it after a while.
      await redis
        .run((client) => Promise.all([client.hDel(names.helpers, helperId), client.del(inbox)]))
        .catch(() => {});
    },
  };
}
