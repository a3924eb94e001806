import { type Sentence, say } from '../../lib/sentence.ts';
import type { EditablePost, RemotePost, WantedDescription } from '../platform.ts';
import { isSameText } from '../text.ts';

/** How a server keeps a description that it is sent. */
export type Keeping = (description: string) => string;

/** Whether one of these texts is what stands there, as it was sent or as its server keeps it. */
export function isAmong(standing: string, texts: string[], keeps?: Keeping): boolean {
  return texts.some((text) => isSameText(standing, text) || (keeps !== undefined && isSameText(standing, keeps(text))));
}

/** Whether the post shows every wanted text. An empty wanted text is shown by a missing description. */
export function holdsAll(post: RemotePost, wanted: WantedDescription[], keeps?: Keeping): boolean {
  return wanted.every(({ mediaId, description }) => {
    const media = post.media.find(({ id }) => id === mediaId);
    return media !== undefined && isAmong(media.description ?? '', [description], keeps);
  });
}

/** Whether two readings are of the post as its owner left it; boosts and addresses of files do not count. */
export function isUntouched(was: RemotePost, is: RemotePost): boolean {
  return ownersPart(was) === ownersPart(is);
}

function ownersPart({ text, spoilerText, sensitive, language, visibility, editedAtMs, hasPoll, media }: RemotePost) {
  const pictures = media.map(({ id, description }) => [id, description]);
  return JSON.stringify([text, spoilerText, sensitive, language, visibility, editedAtMs, hasPoll, pictures]);
}

/** Where the post read back is not what it was with the wanted descriptions; empty when all is well. */
export function differencesAfter(
  before: EditablePost,
  after: EditablePost,
  wanted: WantedDescription[],
  keeps?: Keeping,
): Sentence[] {
  const was = before.post;
  const is = after.post;
  const checks: [same: boolean, key: string][] = [
    [isSameText(before.source.text, after.source.text), 'platforms.differsText'],
    [isSameText(before.source.spoilerText, after.source.spoilerText), 'platforms.differsWarning'],
    [isSameText(was.spoilerText, is.spoilerText), 'platforms.differsWarning'],
    [before.source.contentType === after.source.contentType, 'platforms.differsFormat'],
    [was.sensitive === is.sensitive, 'platforms.differsSensitive'],
    [was.language === is.language, 'platforms.differsLanguage'],
    [was.visibility === is.visibility, 'platforms.differsVisibility'],
    [was.isReply === is.isReply, 'platforms.differsReply'],
    [was.hasPoll === is.hasPoll, 'platforms.differsPoll'],
    [sameMedia(was, is), 'platforms.differsMedia'],
    [holdsAll(is, wanted, keeps), 'platforms.differsDescription'],
    [holdsAll(is, untouchedDescriptions(was, wanted)), 'platforms.differsOtherDescription'],
  ];
  const keys = new Set(checks.flatMap(([same, key]) => (same ? [] : [key])));
  return [...keys].map((key) => say(key));
}

function sameMedia(was: RemotePost, is: RemotePost): boolean {
  return was.media.map(({ id }) => id).join('\n') === is.media.map(({ id }) => id).join('\n');
}

function untouchedDescriptions(was: RemotePost, wanted: WantedDescription[]): WantedDescription[] {
  const touched = new Set(wanted.map(({ mediaId }) => mediaId));
  return was.media.flatMap(({ id, description }) =>
    touched.has(id) ? [] : [{ mediaId: id, description: description ?? '' }],
  );
}
