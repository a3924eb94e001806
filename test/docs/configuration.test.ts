import { describe, expect, it } from 'vitest';
import { configurationPage, environmentExample } from '../../scripts/docs/configuration.ts';
import { loadConfig, settings } from '../../src/config.ts';

const page = configurationPage(settings);
const example = environmentExample(settings);
const names = Object.values(settings).map(({ name }) => name);

/** What the example would set if nothing in it were commented out. */
function uncommented(text: string): Record<string, string> {
  const lines = text.matchAll(/^#([A-Z][A-Z_]*)=(.*)$/gm);
  return Object.fromEntries([...lines].map(([, name = '', value = '']) => [name, value]));
}

describe('the page about configuration', () => {
  it('is what the settings in src/config.ts make', async () => {
    await expect(page).toMatchFileSnapshot('../../docs/configuration.md');
  });

  it('has a heading for every setting, in their order', () => {
    expect([...page.matchAll(/^## (.+)$/gm)].map(([, name]) => name)).toEqual(names);
  });

  it('marks the secret ones, and nothing else', () => {
    const secret = Object.values(settings).filter((setting) => setting.secret);
    expect([...page.matchAll(/better given as `(\w+)_FILE`/g)].map(([, name]) => name)).toEqual(
      secret.map(({ name }) => name),
    );
  });
});

describe('the example of an environment file', () => {
  it('is what the settings in src/config.ts make', async () => {
    await expect(example).toMatchFileSnapshot('../../.env.example');
  });

  it('states the defaults: set as it stands, it changes nothing', () => {
    expect(Object.keys(uncommented(example))).toEqual(names);
    expect(loadConfig(uncommented(example))).toEqual(loadConfig({}));
  });
});
