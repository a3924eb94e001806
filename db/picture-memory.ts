import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { Db } from './open.ts';
import { captionCache, type Finding, pictureFingerprints } from './schema.ts';
import { isPersonsText } from './versions.ts';

/** `hash` in hex, `grey` in base64: as they come from the run that prepared the picture. */
export type FingerprintText = { hash: string; grey: string };

/** Keeps what a picture is found again by; under a new number where it has changed, so that readers notice. */
export function saveFingerprint(
  db: Db,
  image: { userId: string; imageId: string },
  { hash, grey }: FingerprintText,
): void {
  const { high, low } = halves(hash);
  const bytes = Buffer.from(grey, 'base64');
  const isOfImage = eq(pictureFingerprints.imageId, image.imageId);
  const kept = db.select().from(pictureFingerprints).where(isOfImage).get();
  if (kept?.hashHigh === high && kept.hashLow === low && kept.grey.equals(bytes)) return;
  db.delete(pictureFingerprints).where(isOfImage).run();
  db.insert(pictureFingerprints)
    .values({ ...image, hashHigh: high, hashLow: low, grey: bytes })
    .run();
}

/** A hash as two unsigned numbers of 32 bits. */
export function halves(hash: string): { high: number; low: number } {
  return { high: Number.parseInt(hash.slice(0, 8), 16), low: Number.parseInt(hash.slice(8), 16) };
}

export type HashRow = [id: number, high: number, low: number];

/** The hashes of a person's pictures that came after the given number, in their order. */
export function listHashes(db: Db, userId: string, afterId: number, limit: number): HashRow[] {
  return db.$client
    .prepare(
      'select id, hash_high, hash_low from picture_fingerprints where user_id = ? and id > ? order by id limit ?',
    )
    .raw()
    .all(userId, afterId, limit) as HashRow[];
}

export type LookAlikeRow = FingerprintText & { imageId: string; sha256: string };

/** Those of these fingerprints that are still there and the person's, in the order of the numbers given. */
export function readLookAlikes(db: Db, userId: string, ids: number[]): LookAlikeRow[] {
  const rows = db.$client
    .prepare(
      `select f.image_id as imageId, f.hash_high as high, f.hash_low as low, f.grey, i.sha256
        from json_each(?) wanted cross join picture_fingerprints f on f.id = wanted.value
        cross join images i on i.id = f.image_id and i.sha256 is not null
        where f.user_id = ?`,
    )
    .all(JSON.stringify(ids), userId) as { imageId: string; high: number; low: number; grey: Buffer; sha256: string }[];
  const hex = (half: number) => half.toString(16).padStart(8, '0');
  return rows.map(({ imageId, high, low, grey, sha256 }) => ({
    ...{ imageId, sha256 },
    ...{ hash: hex(high) + hex(low), grey: grey.toString('base64') },
  }));
}

/** Who may read the post of a person's picture; undefined where the picture is not hers. */
export function visibilityOfPicture(db: Db, userId: string, imageId: string): OwnText['visibility'] | undefined {
  const select = 'select visibility from images i join posts p on p.id = i.post_id where i.id = ? and i.user_id = ?';
  return db.$client.prepare(select).pluck().get(imageId, userId) as OwnText['visibility'] | undefined;
}

/** Whether a picture is this person's. */
export function isPictureOf(db: Db, userId: string, imageId: string): boolean {
  return db.$client.prepare('select 1 from images where id = ? and user_id = ?').get(imageId, userId) !== undefined;
}

/** The bytes that show the same picture: its own, and those of the person's pictures that a run found to be the same. */
export function bytesOfPicture(db: Db, userId: string, sha256: string, sameAs: string[]): string[] {
  const others = db.$client
    .prepare(
      `select distinct i.sha256 from json_each(?) same join images i on i.id = same.value
        where i.user_id = ? and i.sha256 is not null`,
    )
    .pluck()
    .all(JSON.stringify(sameAs), userId) as string[];
  return [...new Set([sha256, ...others])];
}

/** A picture that is asked about: the person's, by every sort of bytes that shows it. */
export type SamePicture = { userId: string; imageId: string; shas: string[] };

export type OwnText = {
  imageId: string;
  /** Of the post it was written for. */
  visibility: 'public' | 'unlisted' | 'private' | 'direct';
  text: string;
  findings: Finding[];
  /** What the model was asked for, else that of its post; `und` where nobody knows. */
  language: string;
  at: number;
  isTyped: number;
  /** She has approved it, or it stands in a post. */
  isDecided: number;
};

const isTyped = sql`exists (select 1 from caption_versions where image_id = images.id and kind = 'edit' and text is images.text)`;

/** Of the newest of an image's versions that has one. The published text may be a version's with a note to it. */
const languageOfVersion = (which: SQL) => sql`(select language from caption_versions
  where image_id = images.id and language is not null and ${which} order by created_at desc, rowid desc limit 1)`;

/** Where it is gone, what it was before. */
const standing = sql`case when state = 'gone' then gone_from else state end`;

/** Of a picture that is posted every day no more than these are looked at: it would hold up everybody else. */
const mostOwnTexts = 50;
const mostTurnedDown = 200;

/** The person's pictures of these bytes of which something holds in their own row: the `first` ones, then the newest. */
const newest = ({ userId, shas }: Omit<SamePicture, 'imageId'>, which: SQL, first: SQL, limit: number) =>
  sql`(select images.rowid from images
    where user_id = ${userId} and sha256 in (select value from json_each(${JSON.stringify(shas)})) and ${which}
    order by ${first} desc, posted_at desc limit ${limit})`;

/**
 * What a person has approved, published or typed for a picture before: first what she typed, then the newest. What was
 * approved without asking her and not touched since is the model's. The post may be gone; her words are not.
 */
export function listOwnTexts(db: Db, { imageId, ...picture }: SamePicture): OwnText[] {
  const isDecided = sql`(state = 'described' or ${standing} in ('approved', 'publishing', 'published'))`;
  const mayHaveOne = sql`id <> ${imageId} and case when state = 'described' then says_nothing = 0 and remote_description is not null
    else text <> '' and (state in ('drafted', 'failed') or ${isDecided}) end`;
  const first = sql`(${isDecided} and approved_unasked_at is null)`;
  const rows = db.all<Omit<OwnText, 'findings'> & { findings: string | null }>(sql`
    select images.id as imageId, posts.visibility, images.findings, state = 'described' or ${isTyped} as isTyped,
      ${isDecided} as isDecided,
      case when state = 'described' then remote_description else images.text end as text,
      coalesce(${languageOfVersion(sql`instr(images.text, text) > 0`)}, ${languageOfVersion(sql`true`)},
        posts.language, 'und') as language,
      case when state = 'described' then images.posted_at else coalesce(decided_at, images.updated_at) end as at
    from images join posts on posts.id = images.post_id
    where images.rowid in ${newest(picture, mayHaveOne, first, mostOwnTexts)}
      and (state = 'described' or ${isPersonsText}
        or (${isDecided} and (approved_unasked_at is null or ${isTyped})))
    `);
  rows.sort((a, b) => b.isTyped - a.isTyped || b.at - a.at);
  return rows.map((row) => ({ ...row, findings: row.findings === null ? [] : JSON.parse(row.findings) }));
}

/** A text that was offered for the picture and that its person did not want there, and when she said so. */
export type TurnedDown = { text: string; at: number };

/** Drafts that she rejected or replaced. What she set aside with its whole post says nothing about the text. */
export function listTurnedDown(db: Db, picture: Omit<SamePicture, 'imageId'>): TurnedDown[] {
  const isTurnedDown = sql`(${standing} in ('rejected', 'decorative'))`;
  const mayBe = sql`case when ${isTurnedDown} then dismissed_with_post = 0 else text is not null end`;
  return db.all<TurnedDown>(sql`
    select v.text, coalesce(images.decided_at, images.updated_at) as at
    from images join caption_versions v on v.image_id = images.id and v.kind = 'draft'
    where images.rowid in ${newest(picture, mayBe, isTurnedDown, mostTurnedDown)}
      and (${isTurnedDown} or images.text <> v.text)`);
}

export type DraftWish = SamePicture & { model: string; promptVersion: string; language: string; requestKey: string };

/** The drafts made for a picture by the same question to the same model, the newest first. */
export function listEarlierDrafts(db: Db, wish: DraftWish): (typeof captionCache.$inferSelect)[] {
  const isSame = and(
    eq(captionCache.userId, wish.userId),
    inArray(captionCache.sha256, wish.shas),
    eq(captionCache.model, wish.model),
    eq(captionCache.promptVersion, wish.promptVersion),
    eq(captionCache.language, wish.language),
    eq(captionCache.requestKey, wish.requestKey),
  );
  const found = db.select().from(captionCache).where(isSame).all();
  return found.sort((a, b) => b.createdAt - a.createdAt);
}

/** Keeps the last draft of a picture for the same question. */
export function rememberDraft(db: Db, draft: typeof captionCache.$inferInsert): void {
  const { text, raw, findings, requestKey, imageId, createdAt } = draft;
  db.insert(captionCache)
    .values(draft)
    .onConflictDoUpdate({
      target: [
        captionCache.userId,
        captionCache.sha256,
        captionCache.model,
        captionCache.promptVersion,
        captionCache.language,
      ],
      set: { text, raw, findings, requestKey, imageId, createdAt },
    })
    .run();
}
