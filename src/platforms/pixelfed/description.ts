/*
 * Pixelfed reads a description as HTML, drops the tags, makes every run of white space one space, and keeps what is left
 * as HTML. So a text goes there encoded and comes back decoded, and its lines become one.
 */

/** Signs that HTMLPurifier, which cleans descriptions there, takes for no text and drops. */
const dropped = /[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const whiteSpace = /[ \t\n\v\f\r]+/g;

export function keptByPixelfed(description: string): string {
  return description.replace(dropped, '').replace(whiteSpace, ' ').trim();
}

/** Only what would be taken for a tag or an entity is encoded: the server's limit counts the text as it is sent. */
export function sentToPixelfed(description: string): string {
  return keptByPixelfed(description)
    .replace(/&(?=[#\w])/g, '&amp;')
    .replaceAll('<', '&lt;');
}
