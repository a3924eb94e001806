import type { Sentence } from '../../lib/sentence.ts';
import type { Acceptance, Capabilities, EditablePost, Instance, RemotePost } from '../platform.ts';

/** A page of the account's posts as it came, for finding the way to the next one. */
export type PageEnd = {
  /** `max_id` of the Link header's rel="next", if there is one. */
  nextMaxId: string | null;
  /** Id of the last post of the page as listed, null when it was empty. */
  lastId: string | null;
};

/** How one server family differs from the others that speak the Mastodon API with `media_attributes`. */
export type Dialect = {
  name: string;
  software: readonly string[];
  capabilities: Capabilities;
  /** The least that reads own posts and edits them. */
  scopes: string;
  accepts: (software: string, version: string) => Acceptance;
  /** Whether the token of these scopes opens a stream of server-sent events. */
  hasUserStream: boolean;
  /** The `max_id` of the next page, null at the end. */
  nextCursor: (page: PageEnd) => string | null;
  /** What else must go into an edit's body, or must not: keys with the value undefined are left out. */
  adaptBody: (body: EditBody, editable: Omit<EditablePost, 'refusal'>) => EditBody;
  /** A reason of this family never to edit a post. */
  refuses: (post: RemotePost, instance: Instance) => Sentence | null;
};

/** JSON body of PUT /api/v1/statuses/:id. What is left out is lost on most servers; poll and focus are never sent. */
export type EditBody = {
  status: string | undefined;
  spoiler_text: string;
  sensitive: boolean;
  language: string | undefined;
  content_type?: string | undefined;
  media_ids: string[];
  /** Only what changes, always with its description. */
  media_attributes: { id: string; description: string }[];
};
