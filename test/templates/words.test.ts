import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { say } from '../../src/lib/sentence.ts';
import { createWords } from '../../templates/words.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Keys that code puts together at run time, by the prefix they share. Name every such prefix here; better have none. */
const dynamicPrefixes: string[] = [
  // One for each quality rule and each kind of unreadable picture, whose tables hold the last part of the key.
  'captioner.finding',
  'images.',
];

const plural = /_(zero|one|two|few|many|other)$/;

describe('the words', () => {
  it('speak plurals, numbers and moments', () => {
    const words = createWords().for('en');
    expect(words.t('layout.inboxCount', { count: 1 })).toBe('1 draft waits for you');
    expect(words.t('layout.inboxCount', { count: 12_345 })).toBe('12,345 drafts wait for you');
    const due = say('components.dueAt', { at: Date.UTC(2026, 10, 23, 14, 5) });
    expect(words.sentence(due)).toBe('Goes out at November 23, 2026 at 14:05 UTC.');
    const over = say('limits.memoryOver', { used: 1_240_000, mark: 900_000 });
    expect(words.sentence(over)).toContain('takes 1.2 MB of memory, more than the 900 kB it keeps to.');
    expect(words.duration(185_000)).toBe('3 minutes, 5 seconds');
    expect(words.duration(300)).toBe('less than a second');
    expect(words.duration(49 * 3_600_000)).toBe('2 days, 1 hour');
    expect(words.bytes(1_240_000)).toBe('1.2 MB');
    expect(words.percent(0.999)).toBe('99%');
    expect(words.relative(0, 7_200_000)).toBe('2 hours ago');
    expect(words.dateTime(Date.UTC(2026, 10, 23, 14, 5))).toBe('November 23, 2026 at 14:05 UTC');
  });

  it('hand a moment in a sentence over as milliseconds', () => {
    const parts = createWords()
      .for('en')
      .parts(say('components.dueAt', { at: 1_000 }));
    expect(parts).toEqual(['Goes out at ', { atMs: 1_000 }, '.']);
  });

  it('refuse a key or a value that is missing', () => {
    const words = createWords().for('en');
    expect(() => words.t('nowhere.nothing')).toThrow('nowhere.nothing');
    expect(() => words.t('components.stateSomewhere')).toThrow('components.stateSomewhere');
    expect(() => words.t('components.statePublished')).toThrow('{{host}}');
  });

  it('take nothing that a person typed for a moment', () => {
    const host = 'a\uE0009999999999999999999\uE001b\uE002';
    const words = createWords().for('en');
    expect(words.parts(say('components.statePublished', { host }))).toEqual(['Published on a9999999999999999999b']);
  });

  it('leave what a person typed as it is', () => {
    const host = '<b>{{count}}</b> $t(layout.name)';
    expect(createWords().for('en').t('components.statePublished', { host })).toBe(`Published on ${host}`);
  });

  it('fall back to English and keep going where the caller asks for it', () => {
    const missing: string[] = [];
    const words = createWords({ onMissing: (what) => missing.push(what) }).for('xx-YY');
    expect(words.language).toBe('en');
    expect(words.t('nowhere.nothing')).toBe('nowhere.nothing');
    expect(missing).toEqual(['nowhere.nothing']);
  });
});

describe('the word catalogue', () => {
  const catalogue = readKeys();
  const used = findUses();

  it('has every key that is used', () => {
    const known = new Set([...catalogue].map((key) => key.replace(plural, '')));
    const missing = [...used].filter(([key]) => !known.has(key)).map(([key, file]) => `${key} in ${file}`);
    expect(missing).toEqual([]);
  });

  it('has no key that nobody uses', () => {
    const unused = [...catalogue].filter((key) => {
      const spoken = used.has(key) || used.has(key.replace(plural, ''));
      return !spoken && !dynamicPrefixes.some((prefix) => key.startsWith(prefix));
    });
    expect(unused).toEqual([]);
  });

  it('uses no exclamation mark', () => {
    const texts = readTexts().filter(([, text]) => text.includes('!'));
    expect(texts).toEqual([]);
  });
});

function readTexts(): [key: string, text: string][] {
  const folder = `${root}templates/words/en/`;
  return readdirSync(folder).flatMap((file) => {
    const texts: Record<string, string> = JSON.parse(readFileSync(folder + file, 'utf8'));
    return Object.entries(texts).map(([key, text]): [string, string] => [`${file.replace('.json', '')}.${key}`, text]);
  });
}

function readKeys(): Set<string> {
  return new Set(readTexts().map(([key]) => key));
}

/** Every literal that looks like a key of an existing namespace, with the first file that has it. */
function findUses(): Map<string, string> {
  const namespaces = new Set(readTexts().map(([key]) => key.split('.')[0]));
  const uses = new Map<string, string>();
  for (const file of sourceFiles()) {
    const source = readFileSync(root + file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
    for (const [, called, key = ''] of source.matchAll(/(\b(?:say|t)\(\s*)?['"`]([a-z][\w-]*\.[a-z][\w.-]*)['"`]/g)) {
      const isKey = called !== undefined || namespaces.has(key.split('.')[0]);
      if (isKey && !/\.(ts|js|json|css|svg|sqlite|example)$/.test(key) && !uses.has(key)) uses.set(key, file);
    }
  }
  return uses;
}

function sourceFiles(): string[] {
  return ['src', 'templates', 'workers', 'db'].flatMap((folder) =>
    readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${folder}/${file}`),
  );
}
