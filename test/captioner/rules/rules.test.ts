import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judge, rules } from '../../../src/captioner/rules/rules.ts';
import words from '../../../templates/words/en/captioner.json' with { type: 'json' };
import { goodCaptions } from '../../support/captions/index.ts';
import { context } from './table.ts';

const folder = import.meta.dirname;
const tables = readdirSync(folder).filter((file) => file.endsWith('.test.ts'));
const written = tables.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');

describe('the quality rules', () => {
  it.each(rules.map(({ id }) => id))('have a table for %s', (id) => {
    expect(written).toMatch(new RegExp(`^ {2}'?${id}'?: \\{`, 'm'));
  });

  it('have ids of their own', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  });

  it('name the errors first', () => {
    const severities = rules.map(({ severity }) => severity);
    const order = ['error', 'warning', 'info'];
    expect(severities).toEqual(severities.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
  });

  it('have nothing to say about a good text', () => {
    expect(judge('A tabby cat asleep on a wooden chair by a window.', context)).toEqual([]);
  });

  it.each(['“', '„', '«', '「', '<a', '\n', 'a b ', '猫'])('are soon done with a text of nothing but "%s"', (piece) => {
    const text = `${piece.repeat(100_000)} A cat.`;
    expect(judge(text, { ...context, visibleText: 'some words to read' }).map(({ id }) => id)).toContain('over-limit');
  });

  it('doubt fewer than one in twenty good captions, whatever their language', () => {
    const doubted = goodCaptions.filter(({ text, language, kind, visibleText = '' }) =>
      judge(text, { ...context, optimalMaxLength: 400, language, kind, visibleText }).some(
        ({ severity }) => severity !== 'info',
      ),
    );
    expect(goodCaptions.length).toBeGreaterThanOrEqual(300);
    expect(doubted.length / goodCaptions.length, doubted.map(({ text }) => text).join('\n')).toBeLessThan(0.05);
  });

  it('have a note on fewer than one in twenty of them', () => {
    const noted = goodCaptions.filter(
      ({ text, language, kind, visibleText = '' }) =>
        judge(text, { ...context, optimalMaxLength: 400, language, kind, visibleText }).length > 0,
    );
    expect(noted.length / goodCaptions.length, noted.map(({ text }) => text).join('\n')).toBeLessThan(0.05);
  });

  it('say of an empty text only that it is empty', () => {
    expect(judge('', { ...context, wasCut: true }).map(({ id }) => id)).toEqual(['empty']);
  });

  it('speak in sentences of the catalogue', () => {
    const rulesFolder = join(folder, '../../../src/captioner/rules');
    const keys = readdirSync(rulesFolder)
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => readFileSync(join(rulesFolder, file), 'utf8').match(/(?<=['.])finding[A-Z]\w+/g) ?? []);
    const missing = keys.filter((key) => !(key in words) && !(`${key}_other` in words));
    expect(keys.length).toBeGreaterThan(25);
    expect(missing).toEqual([]);
  });
});
