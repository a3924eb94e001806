import { describe, expect, it } from 'vitest';
import { clean } from '../../../src/captioner/cleaning/clean.ts';
import { isRefusal } from '../../../src/captioner/refusing.ts';
import { refusal } from '../../../src/captioner/rules/rule-words/refusal.ts';
import { acceptShortened } from '../../../src/captioner/shorten.ts';
import { goodCaptions, hostileCaptions } from '../../support/captions/index.ts';
import { describeRequest, photograph, startCaptioner } from '../sandbox.ts';

const unheard = { signal: new AbortController().signal, onText: () => {} };

const answer = (text: string) => ({ text, doneReason: 'stop' as const, timings: {} as never });

/** Captions that begin as a refusal would, because the picture does. */
const captions = [
  ['en', '"I can\'t even." A grey cat lies flat on its back beside an empty bowl.'],
  ['ja', "灰色の猫が床に寝そべっている漫画。吹き出しに「I can't even」とあり、横に空の皿がある。"],
  ['ru', "Мем с котом: «I can't even». Серый кот лежит на спине рядом с пустой миской."],
  ['en', '"Sorry, we\'re closed" sign hangs on the glass door of a small bakery.'],
  ['en', "Sorry, we're closed, says a sign on the glass door of a small bakery."],
  ['es', '"Lo siento", dice un cartel pegado en la puerta de una panadería.'],
  ['fr', "Désolée, la terre s'étend jusqu'à une ligne de collines sous un ciel gris."],
] as const;

describe('a refusal', () => {
  it.each([
    "I'm sorry, but I can't help with that.",
    '"I’m sorry, but I can’t help with that."',
    '**I cannot describe this image.**',
    '🙏 I am unable to see the picture.',
    'Sorry, I can’t do that.',
    'Sorry, but this image shows nothing.',
    'Es tut mir leid, das kann ich nicht.',
    'Désolé, mais je ne vois rien.',
    'Désolée, je ne peux pas.',
    'Je suis désolé, cette image ne se charge pas.',
    '¡Lo siento! No puedo ver la imagen.',
    '申し訳ありませんが、画像を見ることができません。',
  ])('is heard: %s', (text) => {
    expect(refusal.test(clean(text))).toBe(true);
  });

  it.each(captions)('is not what stands in the picture (%s): %s', async (language, text) => {
    const { sandbox, captioner } = await startCaptioner();
    sandbox.faults.add({ kind: 'say', text, doneReason: 'stop' });
    const request = describeRequest({ language, postText: null });
    const described = await captioner.describe(photograph, request, unheard);
    expect(described).toMatchObject({ text, changedRetry: null });
    expect(sandbox.log).toHaveLength(1);
  });

  it.each(captions)('is none either where such a text is said in fewer words (%s): %s', (_, text) => {
    expect(acceptShortened(answer(text), `${text} ${text}`, 1000)).toBe(text);
  });

  it.each([
    ["I can't even. A grey cat lies flat on its back beside an empty bowl.", "I CAN'T\nEVEN"],
    ["I can't even, says a grey cat that lies flat on its back beside an empty bowl.", "I can't even", 'marked'],
    ["I'm sorry, Dave. A red lens glows in a dark metal panel.", "I'm sorry, Dave."],
    ['Ich kann das nicht. Ein Schulheft liegt aufgeschlagen auf einem Tisch.', 'Ich kann das nicht'],
    ['申し訳ありません。紙が店のドアに貼られている。', '申し訳ありません'],
  ])('is not what was read in the picture, though no marks quote it: %s', async (text, visibleText, isMarked = '') => {
    const { sandbox, captioner } = await startCaptioner();
    sandbox.faults.add({ kind: 'say', text, doneReason: 'stop' });
    const request = describeRequest({ language: null, postText: null, visibleText, kind: 'photo' });
    const described = await captioner.describe(photograph, request, unheard);
    expect(described).toMatchObject({ text, changedRetry: null });
    // The rule leaves whole sentences of the picture alone.
    expect(described.findings.some(({ id }) => id === 'assistant-talk')).toBe(isMarked !== '');
  });

  it.each([
    ["I can't help with that.", "I can't help with that."],
    ["I can't see the picture.", "I can't see you"],
    ["I'm sorry, but I can't describe people. Ask me something else.", 'I CAN'],
    ["I can't even see a picture.", null],
  ])('is heard beside a picture that says something like it: %s', (text, visibleText) => {
    expect(isRefusal(text, visibleText)).toBe(true);
  });

  it('is no exclamation, and an answer that speaks of itself is marked', async () => {
    const { sandbox, captioner } = await startCaptioner();
    const text = "I can't even. A grey cat lies flat on its back beside an empty bowl.";
    sandbox.faults.add({ kind: 'say', text, doneReason: 'stop' });
    const described = await captioner.describe(photograph, describeRequest({ postText: null }), unheard);
    expect(described).toMatchObject({ text, changedRetry: null });
    expect(described.findings.map(({ id }) => id)).toContain('assistant-talk');
  });

  it('is no caption of the fixtures', () => {
    expect([...goodCaptions, ...hostileCaptions].filter(({ text }) => refusal.test(clean(text)))).toEqual([]);
  });
});
