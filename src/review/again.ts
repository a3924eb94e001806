import { readCaptionSettings } from '../../db/caption-settings.ts';
import { findOwnImage, findPost, type ImageRow, readLengthLimits, updateImages } from '../../db/decisions.ts';
import { type Db, transact } from '../../db/open.ts';
import type { Finding } from '../../db/schema.ts';
import { listSiblingTexts, saidOnServer } from '../../db/sibling-texts.ts';
import { activeStatuses, findTask } from '../../db/tasks.ts';
import { addVersion, hasPersonsText } from '../../db/versions.ts';
import { requestOf } from '../generation/request.ts';
import { type CaptionSettings, readSavedSettings } from '../generation/settings.ts';
import type { DecisionTools, ImageWish } from './decide.ts';
import { refusal } from './texts.ts';
import { requireTransition } from './transitions.ts';

/**
 * `hint`: what the person wants to be said or stressed. `length`, `language` and `model` go before the usual ones;
 * `fromScratch`: the model is not told the text that stands.
 */
export type AgainWish = ImageWish & {
  hint: string;
  length?: CaptionSettings['length'] | undefined;
  language?: string | undefined;
  model?: string | undefined;
  fromScratch?: boolean;
};

/** What the model has made of it. */
export type NewDraft = {
  text: string;
  raw: string | null;
  model: string | null;
  promptVersion: string | null;
  /** It was asked for in it; `und` where none was known. */
  language: string;
  findings: Finding[];
  timings: unknown;
  changedRetry: string | null;
};

/**
 * Everything that asking the model again about a picture needs, and what to do with the draft. Throws `not-found`, and
 * `wrong-state` where it is decided about or a run is going to describe it.
 */
export function askAgain(tools: DecisionTools, wish: AgainWish) {
  const { db } = tools;
  const { user, imageId } = wish;
  const hint = wish.hint.trim();
  const image = findOwnImage(db, user.id, imageId);
  if (!image) throw refusal('not-found', 'review.imageNotFound');
  requireTransition('draft', image.state);
  if (isInRun(db, image)) throw refusal('wrong-state', 'review.isInRun');
  const { type, url, previewUrl, width, height } = image;
  return {
    picture: { source: { type, url, previewUrl, width, height } },
    request: requestFor(db, image, { ...wish, hint }),
    postLanguage: findPost(db, image.postId)?.language ?? null,
    model: wish.model || image.model,
    settle: (draft: NewDraft) => keepDraft(tools, image, draft, hint || null),
  };
}

/** A run counts the pictures it has chosen, and describes each itself. */
function isInRun(db: Db, { state, taskId }: ImageRow): boolean {
  const task = taskId === null || (state !== 'found' && state !== 'prepared') ? undefined : findTask(db, taskId);
  return task !== undefined && activeStatuses.includes(task.status);
}

function requestFor(db: Db, image: ImageRow, { hint, length, language, fromScratch }: AgainWish) {
  const { userId, connectionId, postId } = image;
  const { maximum } = readLengthLimits(db, connectionId);
  const settings = readSavedSettings(readCaptionSettings(db, userId, connectionId), maximum);
  const post = findPost(db, postId);
  const previous = fromScratch ? null : (image.text ?? saidOnServer(image));
  const about = {
    language: post?.language ?? null,
    text: post?.text ?? '',
    isSensitive: Boolean(post?.isSensitive || post?.spoilerText),
    siblings: listSiblingTexts(db, image),
    ...{ kind: image.kind, visibleText: image.visibleText, hint },
  };
  const wished = { ...settings, ...(length && { length }), ...(language && { language }) };
  return { ...requestOf(wished, about), ...(previous && { previous }) };
}

/**
 * Keeps the draft as a version, and as the picture's text where that is the model's and stands as it stood when it was
 * asked. `kept`: a person has written or decided, so her words stay.
 */
function keepDraft({ db, clock, onChange }: DecisionTools, asked: ImageRow, draft: NewDraft, hint: string | null) {
  const { id: imageId, userId, postId } = asked;
  const { text, raw, model, promptVersion, language, findings, timings, changedRetry } = draft;
  const became = transact(db, () => {
    const image = findOwnImage(db, userId, imageId);
    if (!image) return 'gone';
    const now = clock.now();
    const isHers = hasPersonsText(db, imageId);
    const version = {
      imageId,
      kind: 'draft',
      text,
      userId: null,
      raw,
      model,
      promptVersion,
      language,
      timings,
      changedRetry,
      hint,
    } as const;
    addVersion(db, version, now);
    if (isHers || !isAsAsked(asked, image)) return 'kept';
    const state = requireTransition('draft', image.state);
    const settled = { error: null, failedStage: null, updatedAt: now };
    updateImages(db, [imageId], { state, text, revision: image.revision + 1, findings, model, ...settled });
    return 'drafted';
  });
  if (became !== 'gone') onChange({ userId, postId, imageIds: [imageId], taskId: asked.taskId });
  return became;
}

function isAsAsked(asked: ImageRow, { state, revision, taskId }: ImageRow): boolean {
  return state === asked.state && revision === asked.revision && taskId === asked.taskId;
}
