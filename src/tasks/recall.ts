import { readLengthLimits } from '../../db/decisions.ts';
import type { Db } from '../../db/open.ts';
import {
  bytesOfPicture,
  listEarlierDrafts,
  listOwnTexts,
  listTurnedDown,
  type OwnText,
  type SamePicture,
  type TurnedDown,
  visibilityOfPicture,
} from '../../db/picture-memory.ts';
import type { TaskRow } from '../../db/tasks.ts';
import { listVersions } from '../../db/versions.ts';
import { withoutNote } from '../generation/disclosure.ts';
import type { Recalled, RecallWish } from '../generation/run/tools.ts';
import type { CaptionSettings } from '../generation/settings.ts';
import { countCharacters } from '../lib/characters.ts';
import { primaryLanguage } from '../lib/language-tag.ts';

type Person = Pick<TaskRow, 'userId' | 'connectionId' | 'model' | 'settings' | 'kind'>;

/**
 * The text that a person has for a picture already: what she approved, published or typed herself, else the draft that
 * the same question to the same model has given. In the wanted language, short enough for the post's server, and nothing
 * that she did not want for this picture. Never anybody else's.
 */
export function recallText(db: Db, person: Person, wish: RecallWish): Recalled | null {
  const { userId } = person;
  const picture = { userId, imageId: wish.imageId, shas: bytesOfPicture(db, userId, wish.sha256, wish.sameAs) };
  const turnedDown = listTurnedDown(db, picture);
  return ownText(db, person, picture, wish, turnedDown) ?? earlierDraft(db, person, picture, wish, turnedDown);
}

function ownText(
  db: Db,
  { connectionId, kind }: Person,
  picture: SamePicture,
  { language }: RecallWish,
  turnedDown: TurnedDown[],
): Recalled | null {
  const { maximum } = readLengthLimits(db, connectionId);
  const isWanted = ({ text, at }: { text: string; at: number }) =>
    !turnedDown.some((refused) => refused.text === text && refused.at > at);
  const visibility = visibilityOfPicture(db, picture.userId, picture.imageId) ?? 'public';
  // What a scheduled run drafts may be approved without asking: of that only what she has agreed to once, for as many.
  const mayBeOffered = (own: OwnText) =>
    kind !== 'scheduled' || (own.isDecided && isForAllOf(visibility, own.visibility));
  const texts = listOwnTexts(db, picture).filter(mayBeOffered);
  const found = texts.find(
    (own) => isSameLanguage(own.language, language) && countCharacters(own.text) <= maximum && isWanted(own),
  );
  if (!found) return null;
  const { text, findings, imageId, at } = found;
  const model = modelOf(db, imageId, text);
  return { text, raw: null, model, promptVersion: null, findings, origin: { kind: 'own text', imageId, at } };
}

const reach = { public: 2, unlisted: 2, private: 1, direct: 0 };

/** Whether what all readers of a post may read was written for as many. Each direct message has its own readers. */
const isForAllOf = (post: OwnText['visibility'], writtenFor: OwnText['visibility']) =>
  writtenFor !== 'direct' && reach[writtenFor] >= reach[post];

/** What she approved as it came is a model's still, and is published as one; null where the words are hers. */
function modelOf(db: Db, imageId: string, text: string): string | null {
  const words = withoutNote(text);
  const drafts = listVersions(db, imageId).filter(({ kind }) => kind === 'draft');
  return drafts.find((draft) => draft.model !== null && withoutNote(draft.text) === words)?.model ?? null;
}

function earlierDraft(
  db: Db,
  { model, settings }: Person,
  picture: SamePicture,
  { language, promptVersion, requestKey }: RecallWish,
  turnedDown: TurnedDown[],
): Recalled | null {
  const { maxCaptionLength } = settings as CaptionSettings;
  const drafts = listEarlierDrafts(db, { ...picture, model, promptVersion, language, requestKey });
  const found = drafts.find(
    ({ text }) => countCharacters(text) <= maxCaptionLength && !turnedDown.some((refused) => refused.text === text),
  );
  if (!found) return null;
  const { text, raw, findings, imageId, createdAt: at } = found;
  return { text, raw, model, promptVersion, findings, origin: { kind: 'earlier draft', imageId, at } };
}

/** Of `de` and `de-AT`; an unknown language is the same as an unknown one only. */
function isSameLanguage(one: string, other: string): boolean {
  return primaryLanguage(one) === primaryLanguage(other);
}
