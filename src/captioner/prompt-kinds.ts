import type { PictureKind } from './captioner.ts';

const subjectFirst = 'Name the main subject first, then what happens and where.';
const allTextFirst = 'First copy all of its text in reading order, in quotation marks,';

/** What each kind of picture asks for besides; a sentence or two, since long prompts make small models invent things. */
const wordsOfKinds: Record<PictureKind, string> = {
  photo: `The picture is a photograph. ${subjectFirst}`,
  screenshot: `The picture is a screenshot. ${allTextFirst} then name the app and say what it shows.`,
  document: `The picture is a page of text. ${allTextFirst} then say what sort of page it is.`,
  meme: `The picture is a meme. ${allTextFirst} then describe what is seen, so that the joke is understood.`,
  chart:
    'The picture is a chart. Name its sort and its title, then the axes, then the trend and the most important values.',
  artwork: `The picture is a work of art. Name its technique, such as drawing or painting. ${subjectFirst}`,
  animation:
    'The picture shows frames of an animation in order, left to right, top to bottom. Describe what happens, once, and do not mention the frames.',
};

export function wordsOfKind(kind: PictureKind | null): string {
  return kind === null ? subjectFirst : wordsOfKinds[kind];
}
