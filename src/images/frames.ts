/** A picture of an animation, shrunk to rows of four bytes a pixel (red, green, blue, opacity). */
export type Look = Uint8Array;

/** A stretch of an animation that shows the same, or shows again what an earlier one has shown. */
type Scene = { frame: number; look: Look; shownMs: number; change: number };

/** Numbers of pictures that fill a sheet without a gap. */
const sheets = [6, 4, 3, 2, 1];
/** Values further apart than dithering and compression make them. */
const visibleStep = 16;
/** Below this share of changed places it is the same: a cursor that blinks, a loading dot. A line of text is above it. */
const sameShare = 0.01;
/** Where a single picture is taken from: something has happened, and it is not over. */
const aThird = 1 / 3;
/** How many earlier scenes a picture is compared with: enough for anything that turns in a circle. */
const remembered = 24;

/**
 * Which pictures of an animation tell what happens in it, in order: at most `most`, chosen evenly by time and by
 * change, none that is empty, none that shows nearly what another does. One where hardly anything changes.
 */
export function chooseFrames(looks: Look[], delaysMs: number[], most: number): number[] {
  const scenes = findScenes(looks, delaysMs);
  const count = sheets.find((size) => size <= Math.min(most, scenes.length)) ?? 1;
  const places = placesOf(scenes);
  const chosen: number[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    const wanted = count === 1 ? aThird : nth / (count - 1);
    chosen.push(nearest(places, wanted, (chosen.at(-1) ?? -1) + 1, scenes.length - (count - nth)));
  }
  return chosen.map((index) => scenes[index]?.frame ?? 0);
}

/** Where each scene lies from 0, the first, to 1, the last, when half is counted in time and half in change. */
function placesOf(scenes: Scene[]): number[] {
  const shownMs = total(scenes.map((scene) => scene.shownMs));
  const change = total(scenes.map((scene) => scene.change)) || 1;
  let passed = 0;
  const middles = scenes.map((scene) => {
    const start = passed + scene.change / change;
    passed = start + scene.shownMs / shownMs;
    return (start + passed) / 2;
  });
  const [first = 0, last = 1] = [middles[0], middles.at(-1)];
  return middles.map((middle) => (middle - first) / (last - first || 1));
}

function nearest(places: number[], wanted: number, from: number, to: number): number {
  const distance = (index: number) => Math.abs((places[index] ?? 0) - wanted);
  let best = from;
  for (let index = from; index <= to; index += 1) if (distance(index) < distance(best)) best = index;
  return best;
}

function findScenes(looks: Look[], delaysMs: number[]): Scene[] {
  const scenes: Scene[] = [];
  const isAllBlank = looks.every(isBlank);
  for (const [frame, look] of looks.entries()) {
    if (isBlank(look) && !isAllBlank) continue;
    const shownMs = delaysMs[frame] ?? 0;
    const known = scenes.slice(-remembered).findLast((scene) => changedShare(scene.look, look, sameShare) < sameShare);
    if (known) known.shownMs += shownMs;
    else scenes.push({ frame, look, shownMs, change: changedShare(scenes.at(-1)?.look ?? look, look) });
  }
  return scenes;
}

/** The share of places in which two pictures differ visibly, counted until it is above `enough`. */
function changedShare(one: Look, other: Look, enough = 1): number {
  const places = one.length / 4;
  let changed = 0;
  for (let at = 0; at < one.length && changed <= places * enough; at += 4) {
    if (differs(one, other, at) || differs(one, other, at + 1) || differs(one, other, at + 2)) changed += 1;
    else if (differs(one, other, at + 3)) changed += 1;
  }
  return changed / places;
}

function differs(one: Look, other: Look, at: number): boolean {
  return Math.abs((one[at] ?? 0) - (other[at] ?? 0)) > visibleStep;
}

/** One colour all over, or nothing. */
function isBlank(look: Look): boolean {
  const first = look.subarray(0, 4);
  return look.every((value, at) => Math.abs(value - (first[at % 4] ?? 0)) <= visibleStep);
}

function total(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
