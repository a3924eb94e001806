import fc from 'fast-check';
import { html as honoHtml } from 'hono/html';
import { describe, expect, it } from 'vitest';
import { attributes, html } from '../../templates/html.ts';

const hostile = fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", 'a', ' ', '=', '\u{1F600}') });

describe('a template', () => {
  it('escapes exactly as hono does, wherever a value stands', () => {
    fc.assert(
      fc.property(hostile, fc.integer(), (text, number) => {
        const own = html`<p title="${text}">${number}${[text, html`<b>${text}</b>`]}</p>`;
        const hono = honoHtml`<p title="${text}">${number}${[text, honoHtml`<b>${text}</b>`]}</p>`;
        expect(String(own)).toBe(String(hono));
      }),
    );
  });

  it('prints nothing for what is absent, and the number zero', () => {
    expect(String(html`${undefined}${null}${false}${0}${''}`)).toBe('0');
  });

  it('does not escape twice when templates are nested', () => {
    expect(String(html`<p>${html`<b>${'&'}</b>`}</p>`)).toBe('<p><b>&amp;</b></p>');
  });

  it('writes attributes that cannot be left', () => {
    const made = attributes({ id: '"><script>', hidden: true, title: undefined, open: false, value: 0 });
    expect(String(made)).toBe(' id="&quot;&gt;&lt;script&gt;" hidden value="0"');
  });
});
