import type { DescribeRequest } from './captioner.ts';
import { besidesText, isToSumUp } from './rules/visible-text.ts';

/** Within what a text is as long as it was wanted to be, in Unicode code points. */
export type WantedLengths = { least: number; most: number };

type Asked = Pick<DescribeRequest, 'length' | 'maxLength' | 'optimalMinLength' | 'optimalMaxLength'>;
type AskedOf = Asked & Pick<DescribeRequest, 'visibleText'>;

/** One sentence that is heard in a breath. */
const mostOfShort = 125;
/** As much as readers of long descriptions praise; more tires everybody. */
const mostOfFull = 1000;
/** A text may be so many times as long as wanted before it is made shorter. */
const generosity = 1.25;
/** What a wanted length means within a person's settings and her server's limit. Text in the picture needs its room. */
export function wantedLengths(asked: AskedOf): WantedLengths {
  const { least, most } = lengthsOf(asked);
  const within = Math.min(Math.max(most, roomForText(asked)), asked.maxLength);
  return { least: Math.min(least, within), most: within };
}

function roomForText({ visibleText, maxLength }: AskedOf): number {
  if (!visibleText || isToSumUp(visibleText, maxLength)) return 0;
  return Array.from(visibleText).length + besidesText;
}

function lengthsOf({ length, optimalMinLength, optimalMaxLength }: Asked): WantedLengths {
  if (length === 'short') return { least: 1, most: Math.min(mostOfShort, optimalMaxLength) };
  if (length === 'full') return { least: optimalMinLength, most: Math.max(mostOfFull, optimalMaxLength) };
  return { least: optimalMinLength, most: optimalMaxLength };
}

/** Whether a text is to be said in fewer words: it does not fit the server, or is far longer than it was wanted. */
export function isFarTooLong(length: number, asked: AskedOf): boolean {
  return length > asked.maxLength || length > wantedLengths(asked).most * generosity;
}

/** Room for a text of so many characters; scripts without spaces take about a token each. */
export const tokensFor = (characters: number): number => Math.min(1200, Math.max(200, Math.ceil(characters * 1.2)));
