import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from '../../src/captioner/rules/rules.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'rules.md'), 'utf8');
const weights = { error: 'error', warning: 'warning', info: 'note' };

describe('the page about quality rules', () => {
  it('has a row for every rule, with its weight', () => {
    const rows = [...page.matchAll(/^\| `([a-z-]+)` \| (\w+) \| .+ \|$/gm)].map(([, id, weight]) => `${id}: ${weight}`);
    expect(rows.sort()).toEqual(rules.map(({ id, severity }) => `${id}: ${weights[severity]}`).sort());
  });
});
