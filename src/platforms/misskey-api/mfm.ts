const tags = ['b', 'i', 's', 'small', 'center', 'plain'];

/**
 * A note's MFM as plain text, good enough to read and to give a model as context. Never written back.
 * https://misskey-hub.net/docs/for-users/features/mfm/
 */
export function mfmToText(mfm: string): string {
  const text = tags
    .reduce(withoutTag, mfm)
    .replace(/\??\[([^[\]\n]+)\]\(https?:\/\/[^\s()]+\)/g, '$1')
    .replace(/\*\*([^*\n]+)\*\*/g, '$1')
    .replace(/~~([^~\n]+)~~/g, '$1')
    .replace(/^```.*$/gm, '');
  return withoutFunctions(text)
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** A tag that is never closed is a text. */
function withoutTag(text: string, name: string): string {
  return text.includes(`</${name}>`) ? text.replaceAll(`<${name}>`, '').replaceAll(`</${name}>`, '') : text;
}

/** `$[x2 big]` is shown as big; functions stand in functions, and other brackets in them. */
function withoutFunctions(text: string): string {
  const parts: string[] = [];
  const open: boolean[] = [];
  let from = 0;
  for (const match of text.matchAll(/\$\[[a-z0-9]+(?:\.[^\s[\]]*)?\s|[[\]]/g)) {
    const [sign] = match;
    const isFunction = sign === ']' ? (open.pop() ?? false) : sign !== '[';
    if (sign !== ']') open.push(isFunction);
    parts.push(text.slice(from, match.index), isFunction ? '' : sign);
    from = match.index + sign.length;
  }
  return parts.join('') + text.slice(from);
}
