import type { ErrorRecord } from '../src/lib/errors.ts';
import type { Sentence } from '../src/lib/sentence.ts';
import { countCap } from './dashboard.ts';
import { type LengthLimits, lengthLimitsOf } from './decisions.ts';
import type { Db } from './open.ts';
import type { Finding, imageStates, publicationStates, TextOrigin } from './schema.ts';

type ImageState = (typeof imageStates)[number];

/** Where a list goes on: the last row it showed. */
export type ReviewCursor = { postedAt: number; postId: string; position: number };

/** One of a person's lists: all her connections or one of them, or the pictures of one run. */
export type ReviewScope = { connectionIds: string[] } | { taskId: string };

/** `sayingNothing`: only those whose description on the server says nothing. */
export type ReviewAmong = { states: readonly ImageState[]; sayingNothing?: boolean };

export type Sibling = { id: string; position: number; state: ImageState; text: string; language: string | null };

/** One picture beside its caption, with all that the page shows about it. */
export type ReviewItem = {
  id: string;
  postId: string;
  connectionId: string;
  taskId: string | null;
  mediaId: string;
  position: number;
  postedAt: number;
  type: 'image' | 'gifv' | 'video' | 'audio' | 'unknown';
  url: string | null;
  width: number | null;
  height: number | null;
  thumbhash: string | null;
  hasThumbnail: boolean;
  state: ImageState;
  /** The caption as it stands; empty when there is none yet. */
  text: string;
  /** That it was or is being asked for in, or else that of its post; null where neither is known. */
  language: string | null;
  revision: number;
  model: string | null;
  /** Where the text comes from, when it was there already; `imageId` only of another picture that is still there. */
  origin: TextOrigin | null;
  findings: Finding[];
  /** What the post holds on the server as last read; in a conflict, what the person wrote there. */
  remoteDescription: string | null;
  /** That is a file name, a lone "image" or the like. */
  saysNothing: boolean;
  /** Approving would replace a description that its author wrote; the page asks for it per picture. */
  needsReplace: boolean;
  /** A put-back is on its way. */
  putsBack: boolean;
  /** What it puts there; empty for no description. */
  putBackText: string;
  /** Set aside with its whole post. */
  dismissedWithPost: boolean;
  failedStage: 'download' | 'prepare' | 'describe' | 'publish' | null;
  /** Why it is where it is: of a failure, of a conflict, of a publication that waits. */
  reason: Sentence | null;
  decidedAt: number | null;
  publishedAt: number | null;
  updatedAt: number;
  versionsCount: number;
  /** In code points. */
  limits: LengthLimits;
  post: {
    id: string;
    url: string;
    text: string;
    spoilerText: string;
    isSensitive: boolean;
    isReply: boolean;
    hasPoll: boolean;
    visibility: 'public' | 'unlisted' | 'private' | 'direct';
    language: string | null;
    boostsCount: number;
    /** The person does not want to be asked about it. */
    isDismissed: boolean;
  };
  connection: { id: string; handle: string; origin: string; software: string };
  /** The other pictures of the same post, in their order. */
  siblings: Sibling[];
  /** The open publication of the post, or else its last one. */
  publication: { id: string; state: (typeof publicationStates)[number]; notBefore: number } | null;
};

type Key = ReviewCursor & { id: string };

/**
 * The ids of a page of images, newest post first and the pictures of a post in their order. One index serves one
 * state of one connection (or run), so each is read on its own and the streams are merged: a page costs the same
 * among a thousand pictures and among a million.
 */
export function listReviewKeys(
  db: Db,
  scope: ReviewScope,
  { states, sayingNothing = false }: ReviewAmong,
  cursor: ReviewCursor | null,
  limit: number,
): Key[] {
  const [column, owners] = 'taskId' in scope ? ['task_id', [scope.taskId]] : ['connection_id', scope.connectionIds];
  const statement = db.$client.prepare(reviewKeysSql(column, cursor !== null, sayingNothing));
  const keys = owners.flatMap((owner) =>
    states.flatMap((state) => statement.all({ owner, state, limit, ...cursor }) as Key[]),
  );
  return keys.sort(newestPostFirst).slice(0, limit);
}

/** Exported for the test of its plan. */
export function reviewKeysSql(column: 'connection_id' | 'task_id' | string, goesOn: boolean, sayingNothing = false) {
  const after = `and posted_at <= @postedAt and (posted_at < @postedAt or post_id < @postId
    or (post_id = @postId and position > @position))`;
  return `select id, posted_at as postedAt, post_id as postId, position from images
    where ${column} = @owner and state = @state ${sayingNothing ? 'and says_nothing = 1' : ''} ${goesOn ? after : ''}
    order by posted_at desc, post_id desc, position limit @limit`;
}

function newestPostFirst(a: Key, b: Key): number {
  if (a.postedAt !== b.postedAt) return b.postedAt - a.postedAt;
  if (a.postId !== b.postId) return a.postId < b.postId ? 1 : -1;
  return a.position - b.position;
}

/** The images of these ids with all that belongs beside them, in the order of the ids. */
export function readReviewItems(db: Db, ids: string[]): ReviewItem[] {
  const rows = db.$client.prepare(itemsSql).all(JSON.stringify(ids)) as ItemRow[];
  const siblings = readSiblings(db, [...new Set(rows.map(({ postId }) => postId))]);
  const byId = new Map(rows.map((row) => [row.id, toItem(row, siblings.get(row.postId) ?? [])]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Of `images i` in `posts p`. The text may be a version's with a note that a model wrote it, or be written just now. */
const languageOfText = `coalesce((select nullif(v.language, 'und') from caption_versions v
  where v.image_id = i.id and v.kind in ('draft', 'edit') and v.language is not null and instr(i.text, v.text) > 0
  order by v.text = i.text desc, v.created_at desc, v.rowid desc limit 1),
  (select nullif(t.settings ->> '$.language', '') from caption_generation_tasks t where t.id = i.task_id and i.text is null),
  p.language)`;

const itemsSql = `
  select i.id, i.post_id as postId, i.connection_id as connectionId, i.task_id as taskId, i.media_id as mediaId,
    i.position, i.posted_at as postedAt, i.type, coalesce(i.url, i.preview_url) as url, i.width, i.height, i.thumbhash,
    i.state, coalesce(i.text, '') as text, i.revision, i.model, i.findings, i.remote_description as remoteDescription,
    i.says_nothing as saysNothing, i.dismissed_with_post as dismissedWithPost,
    i.replaced_text as replacedText, i.puts_back as putsBack,
    coalesce(i.put_back_text, i.original_description, '') as putBackText, i.failed_stage as failedStage, i.error, i.decided_at as decidedAt,
    i.published_at as publishedAt, i.updated_at as updatedAt,
    (select count(*) from caption_versions v where v.image_id = i.id) as versionsCount,
    (select json_set(v.origin, '$.imageId', (select o.id from images o
        where o.id = v.origin ->> '$.imageId' and o.id <> i.id and o.user_id = i.user_id))
      from caption_versions v where v.image_id = i.id and v.kind in ('draft', 'edit') and v.text is i.text
      order by v.created_at desc, v.rowid desc limit 1) as textOrigin,
    ${languageOfText} as language,
    exists (select 1 from image_files f where f.image_id = i.id and f.kind = 'thumbnail') as hasThumbnail,
    p.url as postUrl, p.text as postText, p.spoiler_text as spoilerText, p.is_sensitive as isSensitive,
    p.is_reply as isReply, p.has_poll as hasPoll, p.visibility, p.language as postLanguage, p.boosts_count as boostsCount,
    p.dismissed_at is not null as isDismissed, c.handle, c.origin, c.software, c.instance,
    b.id as publicationId, b.state as publicationState, b.not_before as notBefore, b.reason as publicationReason
  from json_each(?) wanted
  join images i on i.id = wanted.value
  join posts p on p.id = i.post_id
  join platform_connections c on c.id = i.connection_id
  left join publications b on b.id =
    (select id from publications where post_id = i.post_id order by created_at desc, id desc limit 1)`;

type ItemRow = Omit<
  ReviewItem,
  'findings' | 'origin' | 'reason' | 'needsReplace' | 'limits' | 'post' | 'connection' | 'siblings' | 'publication'
> & {
  findings: string | null;
  textOrigin: string | null;
  replacedText: string | null;
  error: string | null;
  postUrl: string;
  postText: string;
  spoilerText: string;
  isSensitive: number;
  isReply: number;
  hasPoll: number;
  visibility: ReviewItem['post']['visibility'];
  postLanguage: string | null;
  boostsCount: number;
  isDismissed: number;
  handle: string;
  origin: string;
  software: string;
  instance: string;
  publicationId: string | null;
  publicationState: (typeof publicationStates)[number];
  notBefore: number;
  publicationReason: string | null;
};

function toItem(row: ItemRow, ofPost: Sibling[]): ReviewItem {
  const error = parse<ErrorRecord>(row.error);
  const { id, postId, connectionId, taskId, mediaId, position, postedAt, type, url, width, height, thumbhash } = row;
  const { state, text, language, revision, model, remoteDescription, failedStage, decidedAt, publishedAt, updatedAt } =
    row;
  return {
    ...{ id, postId, connectionId, taskId, mediaId, position, postedAt, type, url, width, height, thumbhash },
    ...{ state, text, language, revision, model, remoteDescription, failedStage, decidedAt, publishedAt, updatedAt },
    hasThumbnail: Boolean(row.hasThumbnail),
    findings: parse<Finding[]>(row.findings) ?? [],
    origin: parse<TextOrigin>(row.textOrigin),
    needsReplace: needsReplace(row),
    putsBack: Boolean(row.putsBack),
    putBackText: row.putBackText,
    saysNothing: Boolean(row.saysNothing),
    dismissedWithPost: Boolean(row.dismissedWithPost),
    reason: error?.sentence ?? (state === 'approved' ? parse<Sentence>(row.publicationReason) : null),
    versionsCount: row.versionsCount,
    limits: lengthLimitsOf(parse(row.instance)),
    post: {
      id: postId,
      url: row.postUrl,
      text: row.postText,
      spoilerText: row.spoilerText,
      isSensitive: Boolean(row.isSensitive),
      isReply: Boolean(row.isReply),
      hasPoll: Boolean(row.hasPoll),
      visibility: row.visibility,
      language: row.postLanguage,
      boostsCount: row.boostsCount,
      isDismissed: Boolean(row.isDismissed),
    },
    connection: { id: connectionId, handle: row.handle, origin: row.origin, software: row.software },
    siblings: ofPost.filter((sibling) => sibling.id !== id),
    publication:
      row.publicationId === null
        ? null
        : { id: row.publicationId, state: row.publicationState, notBefore: row.notBefore },
  };
}

/** Whether a description stands in the post that nobody has agreed to replace. */
export function needsReplace(image: {
  state: ImageState;
  remoteDescription: string | null;
  replacedText: string | null;
}): boolean {
  const { state, remoteDescription, replacedText } = image;
  return state !== 'published' && remoteDescription !== null && remoteDescription !== replacedText;
}

function readSiblings(db: Db, postIds: string[]): Map<string, Sibling[]> {
  const rows = db.$client
    .prepare(
      `select i.id, i.post_id as postId, i.position, i.state, coalesce(i.text, i.remote_description, '') as text,
          ${languageOfText} as language
        from json_each(?) wanted join images i on i.post_id = wanted.value join posts p on p.id = i.post_id
        order by i.post_id, i.position`,
    )
    .all(JSON.stringify(postIds)) as (Sibling & { postId: string })[];
  return Map.groupBy(rows, ({ postId }) => postId);
}

function parse<T>(json: string | null): T | null {
  return json === null ? null : JSON.parse(json);
}

export type StateCounts = Record<ImageState, number>;

/** How many pictures of a run are in which state. */
export function countStatesOfTask(db: Db, taskId: string): Partial<StateCounts> {
  return toCounts(
    db.$client.prepare('select state, count(*) as n from images where task_id = ? group by state').all(taskId),
  );
}

/** How many pictures of a person are in each of these states, each at most `countCap`. */
export function countStatesOfUser(db: Db, userId: string, states: readonly ImageState[]): Partial<StateCounts> {
  const statement = db.$client.prepare(
    'select count(*) as n from (select 1 from images where user_id = ? and state = ? limit ?)',
  );
  return toCounts(states.map((state) => ({ state, ...(statement.get(userId, state, countCap) as { n: number }) })));
}

function toCounts(rows: unknown[]): Partial<StateCounts> {
  return Object.fromEntries((rows as { state: ImageState; n: number }[]).map(({ state, n }) => [state, n]));
}

/** Whether the run belongs to the person. */
export function ownsTask(db: Db, userId: string, taskId: string): boolean {
  const row = db.$client
    .prepare('select 1 from caption_generation_tasks where id = ? and user_id = ?')
    .get(taskId, userId);
  return row !== undefined;
}

export function listConnectionIds(db: Db, userId: string): string[] {
  return db.$client.prepare('select id from platform_connections where user_id = ?').pluck().all(userId) as string[];
}
