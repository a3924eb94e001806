import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithBrowser, launchBrowser } from '../support/chromium.ts';
import { proveCaptions } from './captions/proof.ts';
import { scoreOf } from './captions/score.ts';

describeWithBrowser('the proof of captions', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  it('describes every picture and refuses every hostile file for its reason', async () => {
    const lines: string[] = [];
    const report = await proveCaptions({ browser, host: null, model: null, only: '', say: (line) => lines.push(line) });
    expect(report, lines.join('\n')).toMatchObject({ ok: true, failed: 0, changedByCleaning: 0, textRecall: 1 });
  }, 180_000);

  it('is not ok where a model is not there', async () => {
    const proving = proveCaptions({ browser, host: null, model: 'none:1b', only: '', say: () => {} });
    await expect(proving).rejects.toThrow('none:1b is not among the models');
  });
});

describe('the score of a description', () => {
  const subject = { text: 'Café fermé à 12:30', facts: [['sign', 'notice'], ['door']] };
  const finding = { message: { key: 'captioner.findingLong' } };

  it('counts the words that were read, whatever their case and accents, and what is named', () => {
    const score = scoreOf(subject, { text: 'Sign: "CAFE FERME".', findings: [] });
    expect(score).toMatchObject({ textRecall: 0.4, factRecall: 0.5, characters: 19, isInLanguage: true });
  });

  it('counts errors and warnings as broken rules, and no remarks', () => {
    const findings = [
      { ...finding, id: 'long', severity: 'warning' as const },
      { ...finding, id: 'short', severity: 'info' as const },
      { ...finding, id: 'language', severity: 'error' as const },
    ];
    const score = scoreOf(subject, { text: '', findings });
    expect(score).toMatchObject({ rulesBroken: ['long', 'language'], isInLanguage: false });
  });

  it('says nothing of text where there is none', () => {
    expect(scoreOf({ text: null, facts: [] }, { text: 'A cup.', findings: [] }).textRecall).toBeNull();
  });
});
