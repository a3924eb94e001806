import type { Sentence } from '../../lib/sentence.ts';
import type { ApiClient } from '../http.ts';
import type { ErrorReader } from '../http-errors.ts';
import type { Acceptance, Capabilities, EditablePost, Instance, RemotePost, WantedDescription } from '../platform.ts';
import type { Keeping } from '../safe-edit/compare.ts';

/** A page of the account's posts as it came, for finding the way to the next one. */
export type PageEnd = {
  /** `max_id` of the Link header's rel="next", if there is one. */
  nextMaxId: string | null;
  /** Id of the last post of the page as listed, null when it was empty. */
  lastId: string | null;
};

/** What a server says about itself; null where it does not say. */
export type InstanceFacts = Pick<Instance, 'domain' | 'title'> & {
  descriptionLimit: number | null;
  descriptionMinimum: number | null;
  maxMediaAttachments: number | null;
};

export type PictureRefusal = (
  changed: WantedDescription[],
  tools: { api: ApiClient; signal?: AbortSignal | undefined },
) => Promise<Sentence | null>;

type Unjudged = Omit<EditablePost, 'refusal'>;

/** How one server family differs from the others that speak the Mastodon API. Its `capabilities.mode` says how it edits. */
export type Dialect = {
  name: string;
  software: readonly string[];
  capabilities: Capabilities;
  /** The least that reads own posts and edits them. */
  scopes: string;
  accepts: (software: string, version: string) => Acceptance;
  /** Where its facts stand, when not in GET /api/v2/instance as Mastodon has them. */
  readFacts?: (api: ApiClient, signal: AbortSignal | undefined) => Promise<InstanceFacts>;
  /** Whether the token of these scopes opens a stream of server-sent events. */
  hasUserStream?: boolean;
  listing: {
    /** The query besides `limit` and `max_id`; without it `only_media` and `exclude_reblogs`. */
    filter?: Record<string, string>;
    /** The `max_id` of the next page, null at the end. */
    nextCursor: (page: PageEnd) => string | null;
    /** Between two pages, where the server counts them by the second. */
    pauseMs?: number;
    /** An edit gives a post another id, and a cursor must be the one it has at the moment. */
    idsChange?: boolean;
  };
  /** A token that has died is no error where strangers may read: private posts just seem to be gone. */
  readsAsStranger?: boolean;
  /** Brings a status as this server gives it into the usual form, before it is checked. */
  adaptStatus?: (status: unknown) => unknown;
  /** Whether GET /api/v1/statuses/:id/source tells what was typed; without it the shown text stands for it. */
  hasSource?: boolean;
  /** An own post by its link, where the link does not end in the post's id. Without it the id is taken from the link. */
  findByLink?: (
    link: string,
    tools: { api: ApiClient; instance: Instance; accountId: string; signal?: AbortSignal | undefined },
  ) => Promise<string>;
  /** What else must go into an edit's body, or must not: keys with the value undefined are left out. */
  adaptBody?: (body: EditBody, editable: Unjudged) => EditBody;
  /** How it keeps a description, where not as it is sent. */
  keeps?: Keeping;
  /** A description as it has to be sent, where pictures are written one by one. */
  encodeDescription?: (description: string) => string;
  /** A last look before pictures are written one by one: a reason not to, or null. */
  refusesPictures?: PictureRefusal;
  /** A reason of this family never to edit a post. */
  refuses?: (post: RemotePost, instance: Instance, editable: Unjudged) => Sentence | null;
  /** What an answer means where this server's statuses say something else than they should. */
  readError?: ErrorReader;
  /** How long to wait after a 429 that does not say; without it a minute. */
  pauseMs?: number;
  /** Whether one token can be taken back without harm to others. */
  revokes?: boolean;
  /** See PlatformFamily. */
  registersForEachSignIn?: boolean;
};

/** JSON body of PUT /api/v1/statuses/:id. What is left out is lost on most servers; poll and focus are never sent. */
export type EditBody = {
  status: string | undefined;
  spoiler_text: string;
  sensitive: boolean | undefined;
  language: string | undefined;
  content_type?: string | undefined;
  media_ids: string[];
  /** Only what changes, always with its description. */
  media_attributes: { id: string; description: string }[] | undefined;
};
