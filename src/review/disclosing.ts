import { readCaptionSettings } from '../../db/caption-settings.ts';
import { findPost, type ImageRow, readLengthLimits } from '../../db/decisions.ts';
import type { Db } from '../../db/open.ts';
import { listVersions, type VersionRow } from '../../db/versions.ts';
import { disclose, withoutNote } from '../generation/disclosure.ts';
import { readSavedSettings } from '../generation/settings.ts';
import { cleanDescription } from '../platforms/text.ts';
import { checkText } from './texts.ts';

/** A text as it shall stand in the post. Throws as `checkText`, also where only the note makes it too long. */
export function textToPublish(db: Db, image: ImageRow, typed: string): string {
  return checkText(disclosed(db, image, cleanDescription(typed)), readLengthLimits(db, image.connectionId));
}

/**
 * A text as it goes into the post: a model's with the note that it is one, where the person wants that; her own without,
 * also where she has rewritten a text that carried the note.
 */
function disclosed(db: Db, image: ImageRow, text: string): string {
  const plain = withoutNote(text);
  const draft = draftOf(db, image, plain);
  if (!draft) return carriesNote(image.text ?? '') ? plain : text;
  const { userId, connectionId } = image;
  const saved = readCaptionSettings(db, userId, connectionId);
  const { disclosure, language } = readSavedSettings(saved, readLengthLimits(db, connectionId).maximum);
  if (disclosure === 'off') return plain;
  return disclose(plain, disclosure, draft.language ?? language ?? findPost(db, image.postId)?.language ?? null);
}

const carriesNote = (text: string): boolean => withoutNote(text) !== text;

/**
 * The model's draft of which a text is. One without a model is a text of her own, written for the same picture
 * elsewhere; or one that carried the note there.
 */
const draftOf = (db: Db, image: ImageRow, text: string): VersionRow | undefined =>
  listVersions(db, image.id).find(
    (draft) =>
      draft.kind === 'draft' && withoutNote(draft.text) === text && (draft.model !== null || carriesNote(draft.text)),
  );
