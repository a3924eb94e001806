import type { DescribeRequest } from './captioner.ts';

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
/** Room for what is to be said about a picture besides its text. */
const besidesText = 120;

/** What a wanted length means within a person's settings and her server's limit. Text in the picture needs its room. */
export function wantedLengths(asked: AskedOf): WantedLengths {
  const { least, most } = lengthsOf(asked);
  const ofText = Array.from(asked.visibleText ?? '').length;
  const withText = ofText === 0 ? most : Math.max(most, ofText + besidesText);
  const within = Math.min(withText, asked.maxLength);
  return { least: Math.min(least, within), most: within };
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
