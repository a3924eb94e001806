import { type Attributes, decode, type Tag, tagsOf, wordsOf } from '../visitor/html.ts';
import type { Page, Visitor } from '../visitor/index.ts';

/** A picture as a page of Altwright shows it to its person. */
export type ShownPicture = {
  imageId: string;
  /** The post's address on its server, and which of its pictures this is, from 1. */
  postUrl: string;
  number: number;
  /** The kind of label it wears: `draft`, `approved`, `published`, `failed`, … */
  kind: string;
  /** The line that says where it stands, with the reason where there is one. */
  state: string;
  /** The text in its field; undefined where there is no field. */
  text: string | undefined;
};

/** All pictures of a list, across its pages. */
export async function readPictures(visitor: Visitor, address: string | URL): Promise<ShownPicture[]> {
  const page = await visitor.open(address);
  if (page.status !== 200) throw new Error(`${page.url.pathname} answered ${page.status}: ${page.words.slice(0, 300)}`);
  const next = nextPage(page);
  return [...picturesOf(page), ...(next ? await readPictures(visitor, next) : [])];
}

function nextPage({ html, url }: Page): URL | undefined {
  const link = tagsOf(html).find(({ attributes }) => attributes.rel === 'next');
  return link && new URL(link.attributes.href ?? '', url);
}

/** The pictures one page shows. */
export function picturesOf({ html }: Page): ShownPicture[] {
  const tags = tagsOf(html);
  const starts = tags.filter(({ name, attributes }) => name === 'article' && attributes.class === 'pair');
  return starts.map((start) => {
    const end = tags.find(({ name, isEnd, from }) => name === 'article' && isEnd && from > start.from);
    const inside = tags.filter(({ from }) => from > start.from && from < (end?.from ?? html.length));
    return pictureIn(html, start, inside);
  });
}

function pictureIn(html: string, start: Tag, inside: Tag[]): ShownPicture {
  const field = inside.find(({ name }) => name === 'textarea');
  const state = inside.find(({ attributes }) => attributes.class === 'state');
  const kind = /label-state label-(\w+)/.exec(attributesWith(inside, /label-state/).class ?? '')?.[1];
  return {
    imageId: start.attributes.id?.replace('image-', '') ?? '',
    postUrl: attributesWith(inside, /^noreferrer$/).href ?? '',
    number: Number(/\d+/.exec(start.attributes['aria-label'] ?? '')?.[0] ?? 1),
    kind: kind ?? '',
    state: state ? wordsOf(textUntil(html, inside, state)) : '',
    text: field && decode(textUntil(html, inside, field)).replace(/^\n/, ''),
  };
}

/** The attributes of the first element one of whose attributes matches. */
function attributesWith(tags: Tag[], value: RegExp): Attributes {
  return tags.find(({ attributes }) => Object.values(attributes).some((one) => value.test(one)))?.attributes ?? {};
}

/** What stands between an element's start and its end. */
function textUntil(html: string, tags: Tag[], { name, to }: Tag): string {
  return html.slice(to, tags.find((tag) => tag.isEnd && tag.name === name && tag.from >= to)?.from);
}
