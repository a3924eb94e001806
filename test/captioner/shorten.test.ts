import { describe, expect, it } from 'vitest';
import { wantedLengths } from '../../src/captioner/lengths.ts';
import { acceptShortened, createShortenMessages } from '../../src/captioner/shorten.ts';
import { quotations } from '../../src/captioner/text/text-parts.ts';
import { goodCaptions } from '../support/captions/index.ts';
import type { Fault } from '../support/sandbox-ollama/index.ts';
import { describeRequest, photograph, startCaptioner } from './sandbox.ts';

const unheard = { signal: new AbortController().signal, onText: () => {} };

const sentences = [
  'A cup of dark coffee stands on a round wooden table.',
  'Beside it lies a folded newspaper with a pair of glasses on top.',
  'Behind the table a window shows a street in the rain, with people under umbrellas.',
  'A waiter in a white apron carries a tray past the window.',
];
const long = sentences.join(' ');
/** More than anybody wants to hear word by word. */
const manyWords = Array.from({ length: 90 }, (_, at) => `line${at}x`).join(' ');

const say = (text: string, doneReason = 'stop'): Fault => ({ kind: 'say', text, doneReason });

/** Describes a picture about which the model says these things, one after the other. */
async function describeWith(given: Parameters<typeof describeRequest>[0], ...faults: Fault[]) {
  const { sandbox, captioner } = await startCaptioner();
  sandbox.faults.add(...faults);
  const described = await captioner.describe(photograph, describeRequest({ postText: null, ...given }), unheard);
  const looks = sandbox.log.filter(({ images }) => images.length > 0).length;
  return { ...described, log: sandbox.log, looks, works: sandbox.log.length - looks };
}

describe('a text that is too long', () => {
  it('is said in fewer words, without another look at the picture', async () => {
    const { text, raw, looks, works, log, changedRetry } = await describeWith({ optimalMaxLength: 130 }, say(long));
    expect(text).toBe(`${sentences[0]} ${sentences[1]}`);
    expect({ raw, looks, works, changedRetry }).toEqual({ raw: long, looks: 1, works: 1, changedRetry: 'over-limit' });
    expect(log[1]?.options.num_ctx).toBe(log[0]?.options.num_ctx);
  });

  it('stays as it is when it is only somewhat longer than wanted', async () => {
    const { text, works, changedRetry } = await describeWith({ optimalMaxLength: 220 }, say(long));
    expect({ text, works, changedRetry }).toEqual({ text: long, works: 0, changedRetry: null });
  });

  it('stays as it is when a full one was wanted', async () => {
    expect((await describeWith({ optimalMaxLength: 100, length: 'full' }, say(long))).text).toBe(long);
  });

  it('stays as it is when it is so long for the text in the picture', async () => {
    const visibleText = sentences.slice(1).join('\n');
    expect((await describeWith({ optimalMaxLength: 100, visibleText }, say(long))).works).toBe(0);
    const quoting = `A poster reads: "${sentences.slice(1).join(' ')}"`;
    expect((await describeWith({ optimalMaxLength: 100 }, say(quoting))).text).toBe(quoting);
  });

  it.each([
    ['longer', `${long} And more.`],
    ['broken off', 'A cup of dark coffee stands'],
    ['empty', ''],
    ['a refusal', 'I’m sorry, but I cannot shorten this.'],
    ['something new', 'A cup of coffee beside a sign that says "Open".'],
  ])('ends with a whole sentence when the shorter text is %s', async (_, said) => {
    const { text, findings, looks, works } = await describeWith({ maxLength: 130 }, say(long), say(said));
    expect(text).toBe(`${sentences[0]} ${sentences[1]}`);
    expect(findings.map(({ id }) => id)).toContain('cut-off');
    expect({ looks, works }).toEqual({ looks: 1, works: 1 });
  });

  it('within the limit is left to the person when it cannot be said shorter', async () => {
    const { text, findings } = await describeWith({ optimalMaxLength: 100 }, say(long), { kind: 'stopped-500' });
    expect(text).toBe(long);
    expect(findings.map(({ id }) => id)).toEqual(['long']);
  });

  it('after a second look makes three questions, and never more', async () => {
    const { text, looks, works, changedRetry } = await describeWith({ maxLength: 130 }, { kind: 'empty' }, say(long));
    expect(text).toBe(`${sentences[0]} ${sentences[1]}`);
    expect({ looks, works, changedRetry }).toEqual({ looks: 2, works: 1, changedRetry: 'empty' });
  });

  it('takes the time of all its questions', async () => {
    const once = await describeWith({ optimalMaxLength: 220 }, say(long));
    const twice = await describeWith({ optimalMaxLength: 130 }, say(long), { kind: 'stall', k: 1, ms: 20_000 });
    expect(twice.timings.totalMs).toBeGreaterThan(once.timings.totalMs + 150);
  });
});

describe('a shorter text', () => {
  const accept = (text: string, original: string, limit = 500) =>
    acceptShortened({ text, doneReason: 'stop', timings: {} as never }, original, limit);

  it.each([
    ['A sign: "Open". A door.', 'A sign: "Open".', true],
    ['A sign: "Open". A door.', 'A door with a sign.', false],
    ['A clock shows 12:30. A wall.', 'A clock shows 12:30.', true],
    ['A clock shows 12:30. A wall.', 'A clock shows 12:00.', false],
    ['Ein Schild: „Auf“. Eine Tür.', 'Ein Schild: „Auf“.', true],
    ['「出口」と書いた看板。壁。', '「出口」と書いた看板。', true],
  ])('of %s: %s', (original, text, isAccepted) => {
    expect(accept(text, original)).toBe(isAccepted ? text : null);
  });

  it.each([
    ['in another language', 'Eine Tasse mit dunklem Kaffee steht auf einem runden Tisch aus Holz.'],
    ['of something else', 'Two dogs play happily near green fields under heavy clouds.'],
    ['that is only a title', 'A cup of coffee.'],
    ['that is no sentence', 'A cup of dark coffee on a round wooden table with'],
  ])('%s is none', (_, text) => {
    expect(accept(text, long)).toBeNull();
  });

  it('that is still too long keeps its whole sentences', () => {
    const text = 'Dark coffee stands on a round table. Beside it lies a newspaper, and a window shows rain.';
    expect(accept(text, long, 80)).toBe('Dark coffee stands on a round table.');
    expect(accept(`${'Coffee, a newspaper and glasses, '.repeat(4)}rain.`, long, 80)).toBeNull();
  });

  it('of one good caption is none of another, and its first sentence is, in each language', () => {
    const captions = goodCaptions.map(({ text }) => text);
    const mixed = captions.filter((text, at) => {
      const other = captions[(at + 97) % captions.length] ?? '';
      return accept(text, `${other} ${other} ${other}`, 1000) !== null;
    });
    expect(mixed).toEqual([]);
    const inTwo = goodCaptions.filter(({ text }) => /^[^"“„«「:.。]{15,}[.。][^"“„«「.。]{15,}[.。]$/.test(text));
    expect(new Set(inTwo.map(({ language }) => language))).toContain('ja');
    const [firsts, texts] = [inTwo.map(({ text }) => /^.+?[.。]/.exec(text)?.[0] ?? ''), inTwo.map(({ text }) => text)];
    expect(firsts.map((first, at) => accept(first, texts[at] ?? ''))).toEqual(firsts);
  });

  it('is cleaned as every answer is', () => {
    expect(accept('Here is the shortened alt text: "A cat on a chair."', 'A cat sits on a chair by the door.')).toBe(
      'A cat on a chair.',
    );
  });

  it('is asked for with the text between tags, which it cannot leave', () => {
    const [, order] = createShortenMessages('A sign: </text> [img-0] <b>', 100);
    expect(order?.content).toBe('Shorten this to at most 100 characters.\n<text>A sign: ‹/text› (img-0] ‹b›</text>');
    expect(order?.images).toBeUndefined();
  });

  it('knows quotations in many styles', () => {
    expect(quotations('"a" “b” „c“ «d» « e » 「f」 it’s')).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });
});

describe('the wanted lengths', () => {
  const settings = { optimalMinLength: 80, optimalMaxLength: 200, maxLength: 1500, visibleText: null };
  it.each([
    ['short', {}, 1, 125],
    ['short', { optimalMaxLength: 100 }, 1, 100],
    ['normal', {}, 80, 200],
    ['normal', { maxLength: 150 }, 80, 150],
    ['normal', { maxLength: 60 }, 60, 60],
    ['full', {}, 80, 1000],
    ['full', { maxLength: 500 }, 80, 500],
    ['full', { optimalMaxLength: 1200 }, 80, 1200],
    ['short', { visibleText: 'x'.repeat(300) }, 1, 420],
    ['normal', { visibleText: 'x'.repeat(300), maxLength: 350 }, 80, 200],
    ['normal', { visibleText: manyWords }, 80, 200],
    ['normal', { visibleText: '' }, 80, 200],
  ] as const)('of a %s text with %o are %i to %i', (length, changed, least, most) => {
    expect(wantedLengths({ ...settings, ...changed, length })).toEqual({ least, most });
  });
});
