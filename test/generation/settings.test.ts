import { describe, expect, it } from 'vitest';
import { checkSettings } from '../../src/generation/service.ts';
import {
  type CaptionSettings,
  defaultSettings,
  defaultSettingsFor,
  readSavedSettings,
} from '../../src/generation/settings.ts';
import { AppError } from '../../src/lib/errors.ts';

const limit = 1500;

/** The fields that are refused, with the keys of their sentences. */
function problems(change: Partial<Record<keyof CaptionSettings, unknown>>, descriptionLimit = limit) {
  try {
    checkSettings({ ...defaultSettings, ...change }, descriptionLimit);
    return {};
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    expect(thrown).toMatchObject({ category: 'validation', code: 'invalid-settings' });
    const causes = thrown.cause as Record<string, { key: string }>;
    return Object.fromEntries(Object.entries(causes).map(([field, { key }]) => [field, key]));
  }
}

describe('the settings of a run', () => {
  it.each([
    ['maxPostsPerRun', [1, 5000, '50']],
    ['maxCaptionLength', [200, 1500]],
    ['processingDelaySeconds', [0, 0.5, 60]],
    ['fromDate', [null, '2026-02-28']],
    ['postUrl', [null, 'https://example.social/@bob/1']],
    ['visibilities', [['public'], ['direct', 'private']]],
  ])('take for %s %j', (field, values) => {
    for (const value of values) expect(problems({ [field]: value })).toEqual({});
  });

  it.each([
    ['maxPostsPerRun', [0, 5001, 1.5, '', 'many', Number.NaN]],
    ['maxCaptionLength', [49, 1501, 80.5, null]],
    ['processingDelaySeconds', [-1, 61, Number.POSITIVE_INFINITY]],
    ['fromDate', ['yesterday', '2026-02-30', '2026-2-3']],
    ['postUrl', ['', 'not a link']],
    ['visibilities', [[], ['everybody'], 'public']],
    ['reprocessExisting', ['yes', undefined]],
  ])('refuse for %s each of %j, with a sentence at that field', (field, values) => {
    for (const value of values) expect(Object.keys(problems({ [field]: value }))).toContain(field);
  });

  it('refuse lengths and dates that contradict each other', () => {
    expect(problems({ optimalMinLength: 200, optimalMaxLength: 100 })).toEqual({
      optimalMinLength: 'settings.optimalOrder',
    });
    expect(problems({ maxCaptionLength: 150 })).toEqual({ optimalMaxLength: 'settings.optimalRange' });
    expect(problems({ fromDate: '2026-03-02', toDate: '2026-03-01' })).toEqual({ toDate: 'settings.dateOrder' });
  });

  it('have defaults that every server takes', () => {
    for (const descriptionLimit of [60, 100, 500, 1500, 10_000]) {
      expect(problems(defaultSettingsFor(descriptionLimit), descriptionLimit)).toEqual({});
    }
  });

  it('are read again whatever version saved them', () => {
    expect(readSavedSettings({ maxPostsPerRun: 7, ofAnotherVersion: true }, limit)).toEqual({
      ...defaultSettings,
      maxPostsPerRun: 7,
    });
    expect(readSavedSettings({ maxPostsPerRun: 'many', names: 'Miso: my cat' }, limit)).toEqual({
      ...defaultSettings,
      names: 'Miso: my cat',
    });
    expect(readSavedSettings(null, limit)).toEqual(defaultSettings);
  });

  it('keep their other fields where a server lowers its limit, and are usable below the usual least', () => {
    const saved = { ...defaultSettings, maxCaptionLength: 1000, optimalMaxLength: 900, disclosure: 'after' };
    const { disclosure, ...lowered } = readSavedSettings(saved, 40);
    expect({ disclosure, ...lowered }).toEqual({ ...defaultSettingsFor(40), disclosure: 'after' });
    expect(problems(lowered, 40)).toEqual({});
  });
});
