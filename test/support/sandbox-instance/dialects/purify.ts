/** Pixelfed's default `RESTRICT_HTML_TYPES`. */
const KEPT_TAGS = /^(a|p|span|br)$/i;
const SPACED_TAGS = /<\/(a|b|blockquote|br|code|del|div|em|h[1-6]|i|img|li|ol|p|pre|s|strike|strong|u|ul)>/gi;
/** What HTMLPurifier takes for text; everything else it drops. */
const FOREIGN = /[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/**
 * HTMLPurifier as far as these servers show it: the text is read as HTML, other tags than a few go, with what scripts
 * and styles hold; what is left is written as HTML again, so that a lone & comes out as an entity.
 */
export function purify(html: string): string {
  return html
    .replace(FOREIGN, '')
    .replace(/<(script|style)\b[^>]*>.*?<\/\1>/gis, '')
    .split(/(<\/?[a-z][^<>]*>|<!--.*?-->)/is)
    .map((part, index) => (index % 2 === 0 ? encode(decode(part)) : keptTag(part)))
    .join('');
}

/** How Pixelfed cleans a picture's description: tags leave a space behind, and every run of white space becomes one. */
export function cleanCaption(html: string): string {
  const spaced = html.replace(SPACED_TAGS, '$& ').replace(/<br\s*\/?>/gi, '<br /> ');
  return purify(spaced)
    .replace(/[ \t\n\v\f\r]+/g, ' ')
    .replace(/^ | $/g, '');
}

/** The caption that shows this text: what a client reaches that sends it encoded. */
export function captionShowing(text: string): string {
  return encode(text.replace(FOREIGN, '').replace(/[ \t\n\v\f\r]+/g, ' ')).trim();
}

function keptTag(tag: string): string {
  const [, slash = '', name = ''] = /^<(\/?)([a-z][a-z0-9]*)/i.exec(tag) ?? [];
  if (!KEPT_TAGS.test(name)) return '';
  return name.toLowerCase() === 'br' ? '<br />' : `<${slash}${name.toLowerCase()}>`;
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

function decode(text: string): string {
  return text.replace(/&(#x[0-9a-f]+|#\d+|[a-z]+);/gi, (whole, name: string) => {
    const point = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
    if (!name.startsWith('#')) return NAMED[name] ?? whole;
    return point > 31 && point <= 0x10ffff ? String.fromCodePoint(point) : '';
  });
}

function encode(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
