import type { DescribeRequest, PictureKind } from '../captioner/captioner.ts';
import { roomForNote } from './disclosure.ts';
import type { CaptionSettings } from './settings.ts';
import { languageWishedIn } from './wished-language.ts';

/** What is known of one picture and its post. `language` is the post's own; `siblings`: texts of its other pictures. */
export type AboutPicture = {
  language: string | null;
  text: string;
  isSensitive: boolean;
  siblings: string[];
  kind?: PictureKind | null;
  visibleText?: string | null;
  /** What the person wishes for it; a language that she names goes before the usual one. */
  hint?: string;
};

/** What to ask a model about a picture, by the settings of its connection. */
export function requestOf(settings: CaptionSettings, about: AboutPicture): Omit<DescribeRequest, 'model'> {
  const { maxCaptionLength, optimalMinLength, optimalMaxLength, length, instructions, names } = settings;
  const { hint = '' } = about;
  const language = languageWishedIn(hint) ?? settings.language ?? about.language;
  return {
    language,
    maxLength: maxCaptionLength - roomForNote(settings.disclosure, language),
    ...{ optimalMinLength, optimalMaxLength, length, instructions, names },
    kind: about.kind ?? null,
    visibleText: about.visibleText ?? null,
    isSensitive: about.isSensitive,
    postText: about.text || null,
    siblings: about.siblings,
    ...(hint && { hint }),
  };
}
