import type { ErrorRecord } from '../src/lib/errors.ts';
import type { Sentence } from '../src/lib/sentence.ts';
import { countCap } from './dashboard.ts';
import type { Db } from './open.ts';
import type { FormerDescription, publicationStates } from './schema.ts';

type PublicationState = (typeof publicationStates)[number];

export type ListedImage = {
  id: string;
  position: number;
  state: string;
  text: string;
  putsBack: boolean;
  hasThumbnail: boolean;
  /** A text of ours stands there, and something else stood there before this publication. */
  canBePutBack: boolean;
};

/** A publication as the pages list it. */
export type ListedPublication = {
  id: string;
  state: PublicationState;
  notBefore: number;
  askedAt: number | null;
  attempts: number;
  reason: Sentence | null;
  error: ErrorRecord | null;
  createdAt: number;
  finishedAt: number | null;
  post: { id: string; url: string; text: string; language: string | null; postedAt: number; boostsCount: number };
  connection: { id: string; handle: string };
  /** The pictures it is about, in the order of the post. */
  images: ListedImage[];
};

type Row = Omit<ListedPublication, 'post' | 'connection' | 'images' | 'reason' | 'error'> & {
  reason: string | null;
  error: string | null;
  wanted: string | null;
  former: string | null;
  postId: string;
  url: string;
  text: string;
  language: string | null;
  postedAt: number;
  boostsCount: number;
  connectionId: string;
  handle: string;
};

const columns = `b.id, b.state, b.not_before as notBefore, b.asked_at as askedAt, b.attempts, b.reason, b.error, b.wanted, b.former,
  b.created_at as createdAt, b.finished_at as finishedAt, p.id as postId, p.url, p.text, p.language, p.posted_at as postedAt,
  p.boosts_count as boostsCount, c.id as connectionId, c.handle
  from publications b join posts p on p.id = b.post_id join platform_connections c on c.id = b.connection_id`;

/** What waits or is being written for a connection, in the order in which it will happen. */
export function listOpenPublications(db: Db, connectionId: string, limit: number): ListedPublication[] {
  const rows = db.$client
    .prepare(
      `select ${columns} where b.connection_id = ? and b.state in ('waiting', 'publishing')
        order by b.not_before, b.id limit ?`,
    )
    .all(connectionId, limit);
  return withImages(db, rows as Row[]);
}

/** What has ended for a person, the newest first; goes on before the given `createdAt`. */
export function listEndedPublications(db: Db, userId: string, limit: number, before: number): ListedPublication[] {
  const rows = db.$client
    .prepare(
      `select ${columns} where b.user_id = ? and b.created_at < ?
        and b.state in ('published', 'failed', 'conflict', 'refused', 'gone', 'cancelled')
        order by b.created_at desc, b.id desc limit ?`,
    )
    .all(userId, before, limit);
  return withImages(db, rows as Row[]);
}

/** How many publications of a person are open, at most `countCap`. */
export function countOpenPublications(db: Db, userId: string): number {
  return db.$client
    .prepare(
      `select count(*) from (select 1 from publications b join platform_connections c on c.id = b.connection_id
        where c.user_id = ? and b.state in ('waiting', 'publishing') limit ?)`,
    )
    .pluck()
    .get(userId, countCap) as number;
}

function withImages(db: Db, rows: Row[]): ListedPublication[] {
  const images = readImages(db, rows);
  return rows.map((row) => {
    const wanted = new Set((parse<{ mediaId: string }[]>(row.wanted) ?? []).map(({ mediaId }) => mediaId));
    const former = parse<FormerDescription[]>(row.former) ?? [];
    const isOpen = row.state === 'waiting' || row.state === 'publishing';
    const concerned = (images.get(row.postId) ?? []).filter((image) => {
      if (isOpen) return isAboutToBeWritten(image);
      return wanted.size > 0 ? wanted.has(image.mediaId) : isLeftBy(row.state, image);
    });
    const { id, state, notBefore, askedAt, attempts, createdAt, finishedAt } = row;
    return {
      ...{ id, state, notBefore, askedAt, attempts, createdAt, finishedAt },
      reason: parse<Sentence>(row.reason),
      error: parse<ErrorRecord>(row.error),
      post: {
        id: row.postId,
        url: row.url,
        text: row.text,
        language: row.language,
        postedAt: row.postedAt,
        boostsCount: row.boostsCount,
      },
      connection: { id: row.connectionId, handle: row.handle },
      images: concerned.map(({ mediaId, postId: _postId, failedStage: _stage, ...image }) => ({
        ...image,
        putsBack: Boolean(image.putsBack),
        hasThumbnail: Boolean(image.hasThumbnail),
        canBePutBack: row.state === 'published' && wasElseBefore(image, mediaId, former),
      })),
    };
  });
}

function wasElseBefore(
  { state, putsBack, text }: ListedColumns,
  mediaId: string,
  former: FormerDescription[],
): boolean {
  const before = former.find((one) => one.mediaId === mediaId);
  if (state !== 'published' || putsBack || !before) return false;
  return (before.description ?? '').trim() !== text.trim();
}

type ListedColumns = Omit<ListedImage, 'canBePutBack'>;
type ImageRow = ListedColumns & { mediaId: string; postId: string; failedStage: string | null };

function isAboutToBeWritten(image: ImageRow): boolean {
  return image.state === 'approved' || image.state === 'publishing' || Boolean(image.putsBack);
}

/** What ended before anything was written holds no texts of its own; its pictures are those in the same state. */
function isLeftBy(state: PublicationState, image: ImageRow): boolean {
  return image.state === state && (state !== 'failed' || image.failedStage === 'publish');
}

function readImages(db: Db, rows: Row[]): Map<string, ImageRow[]> {
  const found = db.$client
    .prepare(
      `select i.id, i.post_id as postId, i.media_id as mediaId, i.position, i.state, coalesce(i.text, '') as text,
        i.puts_back as putsBack, i.failed_stage as failedStage,
        exists (select 1 from image_files f where f.image_id = i.id and f.kind = 'thumbnail') as hasThumbnail
        from json_each(?) wanted join images i on i.post_id = wanted.value order by i.post_id, i.position`,
    )
    .all(JSON.stringify([...new Set(rows.map(({ postId }) => postId))])) as ImageRow[];
  return Map.groupBy(found, ({ postId }) => postId);
}

function parse<T>(json: string | null): T | null {
  return json === null ? null : JSON.parse(json);
}
