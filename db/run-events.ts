import { and, count, countDistinct, eq, inArray, isNull, ne, not, or, sql } from 'drizzle-orm';
import type { PictureKind } from '../src/captioner/captioner.ts';
import type { ErrorRecord } from '../src/lib/errors.ts';
import { newId } from '../src/lib/ids.ts';
import type { Db } from './open.ts';
import { type FingerprintText, rememberDraft, saveFingerprint } from './picture-memory.ts';
import {
  captionVersions,
  type Finding,
  imageFiles,
  images,
  type TextOrigin,
  taskEvents,
  captionGenerationTasks as tasks,
} from './schema.ts';
import type { TaskRow } from './tasks.ts';
import { isPersonsText } from './versions.ts';

/**
 * Lets an event in once: only of the running attempt and only the next number. Writing the number is part of the
 * transaction that applies the event, so a doubled or late one changes nothing.
 */
export function admitEvent(db: Db, event: { taskId: string; attempt: number; seq: number }): TaskRow | null {
  const isNext = and(
    eq(tasks.id, event.taskId),
    eq(tasks.attempt, event.attempt),
    eq(tasks.lastSeq, event.seq - 1),
    eq(tasks.status, 'running'),
  );
  return db.update(tasks).set({ lastSeq: event.seq }).where(isNext).returning().get() ?? null;
}

/** Whether this attempt of the task is the one that is running. */
export function isRunningAttempt(db: Db, { taskId, attempt }: { taskId: string; attempt: number }): boolean {
  const isCurrent = and(eq(tasks.id, taskId), eq(tasks.attempt, attempt), eq(tasks.status, 'running'));
  return db.select({ id: tasks.id }).from(tasks).where(isCurrent).get() !== undefined;
}

export function keepEvent(
  db: Db,
  row: { taskId: string; attempt: number; seq: number; type: string; event: unknown },
  nowMs: number,
): void {
  db.insert(taskEvents)
    .values({ ...row, createdAt: nowMs })
    .run();
}

export function setStep(db: Db, taskId: string, step: TaskRow['step']): void {
  db.update(tasks).set({ step }).where(eq(tasks.id, taskId)).run();
}

export function addSeen(db: Db, taskId: string, seen: { posts?: number; skipped?: number }): void {
  db.update(tasks)
    .set({
      postsSeen: sql`${tasks.postsSeen} + ${seen.posts ?? 0}`,
      imagesSkipped: sql`${tasks.imagesSkipped} + ${seen.skipped ?? 0}`,
    })
    .where(eq(tasks.id, taskId))
    .run();
}

/** A picture of the account that the task is for: no run reaches further, whatever it says. */
const isWithinReach = (taskId: string) =>
  sql`${images.connectionId} = (select ${tasks.connectionId} from ${tasks} where ${tasks.id} = ${taskId})`;

export function isPictureFor(db: Db, taskId: string, imageId: string): boolean {
  const isReached = and(eq(images.id, imageId), isWithinReach(taskId));
  return db.select({ id: images.id }).from(images).where(isReached).get() !== undefined;
}

const isOfDismissedPost = sql`${images.postId} in (select id from posts where dismissed_at is not null)`;

const choosable = ['found', 'prepared', 'drafted', 'described', 'failed'] as const;

/**
 * Makes pictures this run's that nobody has decided about or written a text for meanwhile; only those that were not yet
 * are counted, so that a resumed run counts none twice. A draft for a picture with a description is made beside it.
 */
export function chooseForTask(db: Db, taskId: string, imageIds: string[], nowMs: number): void {
  const isChosen = and(
    inArray(images.id, imageIds),
    isWithinReach(taskId),
    inArray(images.state, choosable),
    not(isPersonsText),
    not(isOfDismissedPost),
  );
  const isNew = or(isNull(images.taskId), ne(images.taskId, taskId));
  const added = db
    .select({ found: count(), posts: countDistinct(images.postId) })
    .from(images)
    .where(and(isChosen, isNew))
    .get();
  db.update(images)
    .set({
      taskId,
      state: 'found',
      error: null,
      failedStage: null,
      updatedAt: nowMs,
    })
    .where(isChosen)
    .run();
  db.update(tasks)
    .set({
      imagesFound: sql`${tasks.imagesFound} + ${added?.found ?? 0}`,
      postsChosen: sql`${tasks.postsChosen} + ${added?.posts ?? 0}`,
    })
    .where(eq(tasks.id, taskId))
    .run();
}

/**
 * What a run that is over had chosen and not settled goes back to where it stood: an earlier draft to the drafts, a
 * picture with a description to the described ones.
 */
export function returnUnsettled(db: Db, taskId: string, nowMs: number): void {
  const formerState = sql`case when text is not null then 'drafted'
    when remote_description is not null then 'described' else state end`;
  db.update(images)
    .set({ state: formerState, updatedAt: nowMs })
    .where(and(eq(images.taskId, taskId), inArray(images.state, ['found', 'prepared'])))
    .run();
}

export function setListed(db: Db, taskId: string, nowMs: number): void {
  db.update(tasks).set({ isListed: true }).where(eq(tasks.id, taskId)).run();
  setReached(db, taskId, null, nowMs);
}

/** Every post before the cursor is in the rows, and what this task has chosen of them: a later attempt goes on there. */
export function setReached(db: Db, taskId: string, cursor: string | null, nowMs: number): void {
  const counts = sql`'postsSeen', ${tasks.postsSeen}, 'imagesSkipped', ${tasks.imagesSkipped}`;
  db.update(tasks)
    .set({ reached: sql`json_object('cursor', ${cursor}, ${counts}, 'atMs', ${nowMs})` })
    .where(eq(tasks.id, taskId))
    .run();
}

export type PreparedImage = { imageId: string; width: number; height: number; sha256: string; thumbhash: string } & {
  /** What is left out stays as it was known before. */
  kind?: PictureKind;
  visibleText?: string;
  fingerprint?: FingerprintText;
};

export function savePrepared(
  db: Db,
  taskId: string,
  image: PreparedImage,
  thumbnailBytes: number | null,
  nowMs: number,
): void {
  const { imageId, fingerprint, ...facts } = image;
  if (!isPictureFor(db, taskId, imageId)) return;
  const saved = db
    .update(images)
    .set({
      ...facts,
      state: sql`case when state in ('found', 'failed') then 'prepared' else state end`,
      updatedAt: nowMs,
    })
    .where(eq(images.id, imageId))
    .returning({ userId: images.userId, imageId: images.id })
    .get();
  if (saved && fingerprint) saveFingerprint(db, saved, fingerprint);
  if (thumbnailBytes !== null) saveThumbnail(db, imageId, thumbnailBytes, nowMs);
}

/** Says that a small picture is kept, with what its frame needs; nothing else of the picture changes. */
export function saveHung(db: Db, image: PreparedImage, thumbnailBytes: number, nowMs: number): void {
  const { imageId, fingerprint, ...facts } = image;
  const isHung = eq(images.id, imageId);
  const saved = db
    .update(images)
    .set(facts)
    .where(isHung)
    .returning({ userId: images.userId, imageId: images.id })
    .get();
  if (saved && fingerprint) saveFingerprint(db, saved, fingerprint);
  saveThumbnail(db, imageId, thumbnailBytes, nowMs);
}

function saveThumbnail(db: Db, imageId: string, thumbnailBytes: number, nowMs: number): void {
  const file = { sizeBytes: thumbnailBytes, mimeType: 'image/webp' };
  db.insert(imageFiles)
    .values({ imageId, kind: 'thumbnail', ...file, createdAt: nowMs })
    .onConflictDoUpdate({ target: [imageFiles.imageId, imageFiles.kind], set: file })
    .run();
}

export type DraftedImage = {
  imageId: string;
  text: string;
  /** With `model` and `promptVersion` null where the text is the person's own. */
  raw: string | null;
  model: string | null;
  promptVersion: string | null;
  language: string;
  findings: Finding[];
  timings: unknown;
  changedRetry: string | null;
  isReused: boolean;
  /** Of a text there was already. */
  origin?: TextOrigin;
  /** Of what the model was asked for. */
  requestKey?: string;
};

const undecided = ['found', 'prepared', 'failed'] as const;

/** A draft for a picture nobody decided about yet. False when it changed nothing: it was settled before. */
export function saveDraft(db: Db, task: TaskRow, draft: DraftedImage, nowMs: number): boolean {
  const set = {
    state: 'drafted' as const,
    text: draft.text,
    revision: sql`${images.revision} + 1`,
    findings: draft.findings,
    model: draft.model,
    error: null,
    failedStage: null,
    updatedAt: nowMs,
  };
  const isOwn = and(eq(images.id, draft.imageId), eq(images.taskId, task.id));
  const changed = db
    .update(images)
    .set(set)
    .where(and(isOwn, inArray(images.state, undecided), not(isPersonsText)))
    .returning({ sha256: images.sha256 })
    .get();
  if (!changed) return false;
  const { text, raw, model, promptVersion, timings, changedRetry, language, origin } = draft;
  db.insert(captionVersions)
    .values({
      id: newId(nowMs),
      imageId: draft.imageId,
      kind: 'draft',
      text,
      raw,
      model,
      promptVersion,
      timings,
      changedRetry,
      language,
      ...(origin && { origin }),
      taskId: task.id,
      createdAt: nowMs,
    })
    .run();
  if (changed.sha256 && !draft.isReused) remember(db, task, draft, changed.sha256, nowMs);
  addSettled(db, task.id, { drafted: 1, reused: draft.isReused ? 1 : 0 });
  return true;
}

function remember(db: Db, task: TaskRow, draft: DraftedImage, sha256: string, nowMs: number): void {
  const { imageId, text, raw, findings, model, promptVersion, language, requestKey = '' } = draft;
  if (raw === null || model === null || promptVersion === null) return;
  const about = { userId: task.userId, sha256, model, promptVersion, language, requestKey, imageId };
  rememberDraft(db, { ...about, text, raw, findings, createdAt: nowMs });
}

export type FailedImage = { imageId: string; stage: 'download' | 'prepare' | 'describe'; error: ErrorRecord };

export function saveFailure(db: Db, task: TaskRow, { imageId, stage, error }: FailedImage, nowMs: number): boolean {
  const changed = db
    .update(images)
    .set({ state: 'failed', failedStage: stage, error, updatedAt: nowMs })
    .where(and(eq(images.id, imageId), eq(images.taskId, task.id), inArray(images.state, ['found', 'prepared'])))
    .run().changes;
  if (changed > 0) addSettled(db, task.id, { failed: 1 });
  return changed > 0;
}

function addSettled(db: Db, taskId: string, settled: { drafted?: number; failed?: number; reused?: number }): void {
  const isGettingOn = settled.drafted !== undefined;
  db.update(tasks)
    .set({
      ...(isGettingOn && { error: null, tries: 0, waitingSince: null }),
      imagesDrafted: sql`${tasks.imagesDrafted} + ${settled.drafted ?? 0}`,
      imagesFailed: sql`${tasks.imagesFailed} + ${settled.failed ?? 0}`,
      imagesReused: sql`${tasks.imagesReused} + ${settled.reused ?? 0}`,
    })
    .where(eq(tasks.id, taskId))
    .run();
}

/** Raises the percentage to what is settled of what was found; it never goes back. */
export function raisePercent(db: Db, taskId: string): void {
  const settled = sql`100.0 * (${tasks.imagesDrafted} + ${tasks.imagesFailed}) / max(1, ${tasks.imagesFound})`;
  db.update(tasks)
    .set({ percent: sql`max(${tasks.percent}, ${settled})` })
    .where(and(eq(tasks.id, taskId), eq(tasks.isListed, true)))
    .run();
}
