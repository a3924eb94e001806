import type { Db } from '../../db/open.ts';
import { listVersions, type VersionRow } from '../../db/versions.ts';
import { withoutNote } from '../generation/disclosure.ts';

/** The language a draft or an edit was asked for in or made from; null where that is not known. */
export function languageOfText(db: Db, imageId: string, text: string): string | null {
  const isOfText = ({ kind, language, text: kept }: VersionRow) =>
    (kind === 'draft' || kind === 'edit') && language !== null && withoutNote(kept) === withoutNote(text);
  return listVersions(db, imageId).find(isOfText)?.language ?? null;
}
