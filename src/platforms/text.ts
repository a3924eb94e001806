/** Servers trim and change line ends; two texts that differ only so are the same. */
export function isSameText(one: string, other: string): boolean {
  return normalize(one) === normalize(other);
}

export function normalize(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim();
}

/** A description as it may be sent: trimmed, without NUL (databases refuse it) and without halves of characters. */
export function cleanDescription(text: string): string {
  return normalize(text.replaceAll('\0', '').toWellFormed());
}

const entities = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
]);

/** A post's HTML as plain text, good enough to read and to give a model as context. Never written back. */
export function htmlToText(html: string): string {
  const text = html
    .replace(/<br\s*\/?>/gi, '\n')
    .replace(/<\/(p|div|li|blockquote|h\d)>\s*/gi, '\n\n')
    // Without `<` inside, or a text of nothing but `<` would be searched to its end from each of them.
    .replace(/<[^<>]*>/g, '');
  return decodeEntities(text)
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** HTML's names and numbers of signs as the signs themselves; tags stay. */
export function decodeEntities(html: string): string {
  return html.replace(
    /&(#x?[0-9a-f]+|\w+);/gi,
    (whole, name: string) => entities.get(name.toLowerCase()) ?? decodeNumber(name) ?? whole,
  );
}

function decodeNumber(name: string): string | undefined {
  if (!name.startsWith('#')) return undefined;
  const point = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  return point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
}
