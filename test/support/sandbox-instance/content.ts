import type { Post } from './records.ts';
import type { World } from './world.ts';

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** The account ids a text mentions. */
export function mentionsIn(world: World, text: string): string[] {
  const names = [...text.matchAll(/@([a-z0-9_]+)/gi)].map((match) => match[1]?.toLowerCase());
  return [...world.accounts.values()].filter(({ username }) => names.includes(username)).map(({ id }) => id);
}

export function tagsIn(text: string): string[] {
  return [...new Set([...text.matchAll(/(?:^|\s)#([\p{L}\p{N}_]+)/gu)].flatMap((match) => match[1] ?? []))];
}

/** A post's text as the HTML a server makes of it: what it shows, and what must never be mistaken for the source. */
export function renderContent(world: World, post: Pick<Post, 'text' | 'contentType'>): string {
  if (!post.text) return '';
  const paragraphs = escapeHtml(post.text).split(/\n{2,}/);
  const html = paragraphs.map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br />')}</p>`).join('');
  return link(world, post.contentType === 'text/markdown' ? emphasise(html) : html);
}

function emphasise(html: string): string {
  return html
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replace(/\*([^*]+)\*/g, '<em>$1</em>')
    .replace(/`([^`]+)`/g, '<code>$1</code>');
}

function link(world: World, html: string): string {
  return html
    .replace(/https?:\/\/[^\s<]+/g, (url) => `<a href="${url}" rel="nofollow noopener">${url}</a>`)
    .replace(/(^|[\s>])#([\p{L}\p{N}_]+)/gu, `$1<a href="${world.origin}/tags/$2" class="mention hashtag">#$2</a>`)
    .replace(/(^|[\s>])@([a-z0-9_]+)/gi, `$1<a href="${world.origin}/@$2" class="u-url mention">@$2</a>`);
}
