import { describe, expect, it } from 'vitest';
import { clean } from '../../../src/captioner/cleaning/clean.ts';
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

  it('is no caption of the fixtures', () => {
    expect([...goodCaptions, ...hostileCaptions].filter(({ text }) => refusal.test(clean(text)))).toEqual([]);
  });
});
