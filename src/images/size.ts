/** The shape a family of models wants. */
export type ModelTarget = {
  longestSidePx: number;
  /** Width × height, for families that see as much of a picture of any shape. */
  mostPixels?: number;
  /** Some models' runners crash below 28 or 32 px. */
  minSidePx: number;
  /** Longest side ÷ shortest; some crash above 200, all see little above 20. */
  maxAspect: number;
};

export type Size = { width: number; height: number };

/** The largest size of the same shape that is neither longer nor larger than asked, nor than the original. */
export function fitInside(
  { width, height }: Size,
  { longestSidePx, mostPixels = Number.POSITIVE_INFINITY }: Pick<ModelTarget, 'longestSidePx' | 'mostPixels'>,
): Size {
  const scale = Math.min(1, longestSidePx / Math.max(width, height), Math.sqrt(mostPixels / (width * height)));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** How much ground to add on each side so that a thin or tiny picture has a shape the model can take. */
export function padding({ width, height }: Size, { minSidePx, maxAspect }: ModelTarget) {
  const missing = (side: number, other: number) =>
    Math.max(0, Math.max(minSidePx, Math.ceil(other / maxAspect)) - side);
  const across = missing(width, height);
  const down = missing(height, width);
  return {
    left: Math.floor(across / 2),
    right: Math.ceil(across / 2),
    top: Math.floor(down / 2),
    bottom: Math.ceil(down / 2),
  };
}
