import type { Sentence } from '../../lib/sentence.ts';
import type { Finding, FindingSeverity, PictureKind } from '../captioner.ts';

/** What the rules need to know besides the text. */
export type RuleContext = {
  maxLength: number;
  optimalMinLength: number;
  optimalMaxLength: number;
  postText: string | null;
  siblings: string[];
  /** The language the text should be in (BCP 47), or null when unknown: then that of the post's text. */
  language: string | null;
  /** The text that stands in the picture; null when nobody looked. */
  visibleText: string | null;
  kind: PictureKind | null;
  /** The author hides the post behind a warning. */
  isSensitive: boolean;
  /** Who and what the person says her pictures show. */
  names: string | null;
  /** The model was stopped, or its text was too long: the end is missing. */
  wasCut?: boolean;
};

/** What a rule has found: the sentence for the person, and the words of the text it is about where there are such. */
export type Found = Sentence | Pick<Finding, 'message' | 'marks'>;

export type Rule = {
  /** Stable: findings are stored by it. */
  id: string;
  /** `error`: should not be published as it is. */
  severity: FindingSeverity;
  /** Undefined when the text passes. */
  check: (text: string, context: RuleContext) => Found | undefined;
};

/** A rule's answer as the finding that is kept. */
export function findingOf({ id, severity }: Rule, found: Found): Finding {
  return 'message' in found ? { id, severity, ...found } : { id, severity, message: found };
}
