import type { Db } from '../../db/open.ts';
import { listVersions, type VersionRow } from '../../db/versions.ts';
import { withoutNote } from '../generation/disclosure.ts';

/** The language a draft or an edit was asked for in or made from; null where that is not known. */
export function languageOfText(db: Db, imageId: string, text: string): string | null {
  return languageAmong(listVersions(db, imageId), text);
}

/** All versions of an image with their languages: what was published of a draft is in that of the draft. */
export function withLanguages(versions: VersionRow[]): VersionRow[] {
  return versions.map((version) => {
    const language = version.language ?? languageAmong(versions, version.text);
    return { ...version, language: language === 'und' ? null : language };
  });
}

function languageAmong(versions: VersionRow[], text: string): string | null {
  const isOfText = ({ kind, language, text: kept }: VersionRow) =>
    (kind === 'draft' || kind === 'edit') && language !== null && withoutNote(kept) === withoutNote(text);
  return versions.find(isOfText)?.language ?? null;
}
