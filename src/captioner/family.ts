/** How a picture should be made for a model: the images room gets it from its caller. */
export type ImageTarget = { longestSidePx: number; minSidePx: number; maxAspect: number };

type Family = { matches: RegExp; longestSidePx: number };

/**
 * What each family makes of a picture, most particular first. More pixels are thrown away by the server or cost time
 * for nothing; fewer are enlarged again. Matched against `family name`, as the list of models gives them.
 */
const families: Family[] = [
  { matches: /qwen3\.?[56]|qwen35/, longestSidePx: 1024 },
  { matches: /qwen3-?vl/, longestSidePx: 1184 },
  { matches: /qwen2\.?5-?vl|qwen25vl/, longestSidePx: 1148 },
  { matches: /gemma4/, longestSidePx: 1120 },
  { matches: /gemma3/, longestSidePx: 896 },
  { matches: /pixtral/, longestSidePx: 512 },
  { matches: /mistral|ministral/, longestSidePx: 1036 },
  { matches: /minicpm/, longestSidePx: 896 },
  { matches: /llama4/, longestSidePx: 1008 },
  { matches: /mllama|llama3\.2-vision/, longestSidePx: 1120 },
  { matches: /moondream|bakllava/, longestSidePx: 448 },
  { matches: /granite/, longestSidePx: 768 },
  { matches: /llava/, longestSidePx: 672 },
];

const unknownFamily = 1024;
/** Engines crash below 32 px a side and on extremely long strips; both are filled up to these. */
const minSidePx = 64;
const maxAspect = 20;

/** The size for one model; `name` helps where servers give a family as general as `llama`. */
export function targetFor(family: string, name = ''): ImageTarget {
  const key = `${family} ${name}`.toLowerCase();
  const known = families.find(({ matches }) => matches.test(key));
  return { longestSidePx: known?.longestSidePx ?? unknownFamily, minSidePx, maxAspect };
}
