import { describe, expect, it } from 'vitest';
import { mfmToText } from '../../src/platforms/misskey-api/mfm.ts';

describe('a note in MFM', () => {
  it.each([
    ['plain words', 'plain words'],
    ['**bold** <i>leaning</i> ~~gone~~ <small>small</small>', 'bold leaning gone small'],
    ['<b> stays without its end', '<b> stays without its end'],
    ['see [the harbour](https://example.org/a?b=c) and ?[quietly](https://example.org)', 'see the harbour and quietly'],
    ['[not a link](to nowhere)', '[not a link](to nowhere)'],
    ['$[x2 big $[spin.speed=2s,alternate turning] [brackets] end] after', 'big turning [brackets] end after'],
    ['$[x2 never closed', 'never closed'],
    ['a ] alone', 'a ] alone'],
    ['```js\ncode()\n```', 'code()'],
    ['fog :blobcat: #harbour @alice@example.org', 'fog :blobcat: #harbour @alice@example.org'],
    ['one\n\n\n\ntwo', 'one\n\ntwo'],
  ])('%j reads as %j', (mfm, text) => expect(mfmToText(mfm)).toBe(text));

  it.each(['<b>', '$[x2 ', '[', '[a](', '**a', '~~a', '```\n'])('of nothing but %j is read within a blink', (part) => {
    const startedMs = performance.now();
    mfmToText(part.repeat(40_000));
    expect(performance.now() - startedMs).toBeLessThan(1000);
  });
});
