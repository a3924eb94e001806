/** One tag of a page: `<name attributes>` or `</name>`, and where the text after it begins. */
export type Tag = { name: string; isEnd: boolean; attributes: Attributes; from: number; to: number };
export type Attributes = Record<string, string>;

const tagPattern = /<(\/?)([a-z][a-z0-9-]*)((?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))?)*)\s*\/?>/gi;
const attributePattern = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?/g;
const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

/** The tags of a page in their order. Made for pages of regular structure such as ours, not for any page of the world. */
export function tagsOf(html: string): Tag[] {
  return [...html.matchAll(tagPattern)].map((match) => {
    const [whole, slash, name = '', attributes = ''] = match;
    const isEnd = slash === '/';
    return {
      name: name.toLowerCase(),
      isEnd,
      attributes: isEnd ? {} : attributesOf(attributes),
      from: match.index,
      to: match.index + whole.length,
    };
  });
}

function attributesOf(text: string): Attributes {
  const pairs = [...text.matchAll(attributePattern)].map(([, name = '', double, single, bare]) => [
    name.toLowerCase(),
    decode(double ?? single ?? bare ?? ''),
  ]);
  return Object.fromEntries(pairs);
}

/** The text between tags as a person reads it: entities resolved, white space as it stands. */
export function decode(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    return decimal ? String.fromCodePoint(Number(decimal)) : (entities[name.toLowerCase()] ?? whole);
  });
}

/** The words of a part of a page, without its tags. */
export function wordsOf(html: string): string {
  return decode(html.replace(/<[^>]*>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim();
}
