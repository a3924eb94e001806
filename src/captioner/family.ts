/** How a picture should be made for a model: the images room gets it from its caller. */
export type ImageTarget = { longestSidePx: number; mostPixels?: number; minSidePx: number; maxAspect: number };

/** A family sees either so many pixels of any shape, or a square into which every picture is fitted. */
type Sight = { pixels: number } | { sidePx: number };
type Family = { matches: RegExp; sees: Sight; ofText?: Sight };

/** Pixels of a picture of 4:3 with this width, as the makers of models give sizes. */
const area = (width: number): Sight => ({ pixels: (width * width * 3) / 4 });
const square = (sidePx: number): Sight => ({ sidePx });

/**
 * What each family makes of a picture, most particular first. More pixels are thrown away by the server or cost time
 * for nothing; fewer are enlarged again. Where more pixels are more to see, `ofText` is for pictures full of writing:
 * as many as leave room for prompt and answer in a context of 4096 tokens (a token is 28 or 32 px a side). Matched
 * against `family name`, as the list of models gives them.
 */
const families: Family[] = [
  { matches: /qwen3\.?[56]|qwen35/, sees: area(1024), ofText: area(1344) },
  { matches: /qwen3-?vl/, sees: area(1184), ofText: area(1600) },
  { matches: /qwen2\.?5-?vl|qwen25vl/, sees: area(1148), ofText: area(1536) },
  { matches: /gemma4/, sees: area(1024) },
  { matches: /gemma3/, sees: square(896) },
  { matches: /pixtral/, sees: area(512) },
  { matches: /mistral|ministral/, sees: area(1034) },
  { matches: /minicpm/, sees: area(896), ofText: area(1344) },
  { matches: /llama4/, sees: square(1008) },
  { matches: /mllama|llama3\.2-vision/, sees: square(1120) },
  { matches: /moondream|bakllava/, sees: square(448) },
  { matches: /granite/, sees: square(768) },
  { matches: /llava/, sees: square(672) },
];

/** A picture with so many words is full of text: it is made larger for the model. */
export const fullOfText = 15;

const unknownFamily = square(1024);
/** Engines crash below 32 px a side and on extremely long strips; both are filled up to these. */
const minSidePx = 64;
const maxAspect = 20;

/** The size for one model; `name` helps where servers give a family as general as `llama`. */
export function targetFor(family: string, name = '', { isTextRich = false } = {}): ImageTarget {
  const key = `${family} ${name}`.toLowerCase();
  const known = families.find(({ matches }) => matches.test(key));
  const sight = (isTextRich ? known?.ofText : undefined) ?? known?.sees ?? unknownFamily;
  if ('sidePx' in sight) return { longestSidePx: sight.sidePx, minSidePx, maxAspect };
  // A picture of the extreme aspect may use up the whole area.
  const longestSidePx = Math.floor(Math.sqrt(sight.pixels * maxAspect));
  return { longestSidePx, mostPixels: sight.pixels, minSidePx, maxAspect };
}
