import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/captioner/captioner.ts';
import { say } from '../../src/lib/sentence.ts';
import { doubtfulSentences, findingList, markedText } from '../../templates/components/findings.ts';
import { html } from '../../templates/html.ts';
import { createWords } from '../../templates/words.ts';

const words = createWords().for('en');

function doubt(id: string, ...marks: string[]): Finding {
  return { id, severity: 'info', message: say('captioner.findingHedge', { word: marks[0] ?? '' }), marks };
}

/** The text with the marked words in brackets. */
const shown = (text: string, ...findings: Finding[]) =>
  String(html`${markedText(words, 'one', text, findings)}`)
    .replace(/<mark[^>]*>/g, '[')
    .replaceAll('</mark>', ']');

describe('words that a finding is about', () => {
  it.each([
    ['A cat, perhaps a fox.', 'perhaps', 'A cat, [perhaps] a fox.'],
    ['Maybe a cat, Maybe a fox.', 'Maybe', '[Maybe] a cat, [Maybe] a fox.'],
    ['The mayor may speak.', 'may', 'The mayor [may] speak.'],
    ['Über Übersee, über', 'Über', '[Über] Übersee, über'],
    ['一匹の猫がおそらく寝ている。', 'おそらく', '一匹の猫が[おそらく]寝ている。'],
    ['A sign says "Ca < fé".', 'Ca < fé', 'A sign says &quot;[Ca &lt; fé]&quot;.'],
    ['A cat.', 'dog', 'A cat.'],
    ['A cat.', '', 'A cat.'],
  ])('are underlined in "%s" for "%s"', (text, mark, expected) => {
    expect(shown(text, doubt('hedge', mark))).toBe(expected);
  });

  it('are underlined once where two findings are about them', () => {
    const text = 'An elderly man seems to sleep.';
    const findings = [doubt('gender', 'man'), doubt('guess', 'elderly man'), doubt('hedge', 'seems to')];
    expect(shown(text, ...findings)).toBe('An [elderly man] [seems to] sleep.');
  });

  it('are each described by their finding, which stands in the list', () => {
    const finding = doubt('hedge', 'perhaps');
    const text = String(html`${markedText(words, 'one', 'A cat, perhaps.', [finding])}`);
    const list = String(html`${findingList(words, 'one', [finding])}`);
    expect(text).toContain('aria-describedby="finding-one-hedge"');
    expect(text).toContain(`title="${words.sentence(finding.message)}"`);
    expect(list).toContain('<li id="finding-one-hedge">');
  });

  it('are sought in a long hostile text without delay', () => {
    const text = 'may '.repeat(50_000);
    expect(shown(text, doubt('hedge', 'may'), doubt('other', 'may may')).length).toBeGreaterThan(text.length);
  });
});

describe('the sentences with such words', () => {
  const excerpt = (text: string, ...findings: Finding[]) =>
    String(html`${doubtfulSentences(words, 'one', { text, lang: 'en' }, findings)}`).replace(/<[^>]*>/g, '');

  it('stand alone where the rest is plain', () => {
    const text = 'A cat sleeps. It seems to dream. A dog barks. Perhaps it is hungry. The end.';
    const said = excerpt(text, doubt('hedge', 'seems to', 'Perhaps'));
    expect(said).toContain('… It seems to dream. … Perhaps it is hungry. …');
    expect(said).not.toContain('barks');
  });

  it('are the whole text where all of it is doubtful', () => {
    expect(excerpt('Perhaps a cat.', doubt('hedge', 'Perhaps'))).toMatch(/\nPerhaps a cat\.$/);
  });

  it('are in the language of the text', () => {
    const german = { text: 'Eine Katze, die zu träumen scheint.', lang: 'de' };
    const said = String(html`${doubtfulSentences(words, 'one', german, [doubt('hedge', 'scheint')])}`);
    expect(said).toContain('<p class="doubtful" dir="auto" lang="de">');
  });

  it('are none where nothing is marked', () => {
    expect(excerpt('A cat.', { id: 'long', severity: 'warning', message: say('captioner.findingEmpty') })).toBe('');
    expect(excerpt('A cat.', doubt('hedge', 'dog'))).toBe('');
  });
});
