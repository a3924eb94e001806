import type { User } from '../../../users/users.ts';
import type { Parts } from '../../parts.ts';
import type { LiveRegion } from '../channels.ts';

/** Who wants to follow what: `task:ID` asks for `task` with the argument `ID`. */
export type TopicRequest = { user: User; parts: Parts; argument: string | undefined };

/**
 * Makes the live regions of a topic, or answers null where the person may not follow it or there is no such thing;
 * both look the same from outside.
 */
export type Topic = (request: TopicRequest) => LiveRegion[] | null;
