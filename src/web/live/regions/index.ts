import type { LiveRegion } from '../channels.ts';
import { adminTopic } from './admin.ts';
import { dashboardTopic } from './dashboard.ts';
import { inboxTopic } from './inbox.ts';
import { modelsTopic } from './models.ts';
import { publicationsTopic } from './publications.ts';
import type { Topic, TopicRequest } from './region.ts';
import { reviewTopic } from './review.ts';
import { standingTopic } from './standing.ts';
import { taskTopic } from './task.ts';
import { wishTopic } from './wish.ts';

/** What a page may follow, by the name before the colon in `/events?topics=`. One file and one line each. */
const topics: Record<string, Topic> = {
  admin: adminTopic,
  dashboard: dashboardTopic,
  inbox: inboxTopic,
  models: modelsTopic,
  publications: publicationsTopic,
  review: reviewTopic,
  standing: standingTopic,
  task: taskTopic,
  wish: wishTopic,
};

/** The live regions of a topic such as `task:ID`; null where there is none, or none for this person. */
export function regionsOf(name: string, request: Omit<TopicRequest, 'argument'>): LiveRegion[] | null {
  const [kind = '', argument] = name.split(':', 2);
  const topic = Object.hasOwn(topics, kind) ? topics[kind] : undefined;
  return topic?.({ ...request, argument }) ?? null;
}
