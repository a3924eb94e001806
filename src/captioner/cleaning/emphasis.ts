import { maskQuotations } from '../text/quotations.ts';

type Mark = { at: number; mark: string; line: number; canOpen: boolean; canClose: boolean };
type Pair = { from: Mark; to: Mark };

/**
 * Takes away the pairs of marks for bold, italics and code; the words between them stay. A mark alone, within a word or
 * beside a space is none: `2**8`, `snake_case`, `count(*)`, `5 * 3`. In a quotation single marks belong to what was read.
 */
export function dropEmphasis(text: string): string {
  const quoted = maskQuotations(text);
  const pairs = findPairs(findMarks(text), text.length).filter(
    (pair) => isEmphasis(text, pair) && !(pair.from.mark.length === 1 && quoted[pair.from.at] === 1),
  );
  if (pairs.length === 0) return text;
  const dropped = pairs.flatMap(({ from, to }) => [from, to]).sort((one, other) => one.at - other.at);
  let kept = '';
  let done = 0;
  for (const { at, mark } of dropped) {
    kept += text.slice(done, at);
    done = at + mark.length;
  }
  return kept + text.slice(done);
}

function findMarks(text: string): Mark[] {
  let line = 0;
  return Array.from(text.matchAll(/\*+|_+|`+|\n/g), ({ 0: mark, index: at }) => {
    if (mark === '\n') line += 1;
    const before = text[at - 1] ?? '\n';
    const after = text[at + mark.length] ?? '\n';
    const canOpen = at === 0 ? /\S/.test(after) : beforeWord.test(before) && beginOfWord.test(after);
    return { at, mark, line, canOpen, canClose: endOfWord.test(before) && !/[\p{L}\p{N}]/u.test(after) };
  }).filter(({ mark }) => mark !== '\n' && mark.length <= 3);
}

const endOfWord = /(?![/\\&@#])[\p{L}\p{N}\p{M}\p{Pe}\p{Pf}\p{Po}\p{S}_“‘]/u;
const beforeWord = /[\s([{"'“„«‚‘「『—–:*_`]/;
const beginOfWord = /[\p{L}\p{N}\p{M}\p{Ps}\p{Pi}\p{Cs}"'“„¿¡`*_]/u;

/** Each mark that can close belongs to the nearest of its kind that is open; the last of a text rather to the first. */
function findPairs(marks: Mark[], length: number): Pair[] {
  const pairs: Pair[] = [];
  const open: Record<string, Mark[]> = {};
  for (const to of marks) {
    open[to.mark] ??= [];
    const ofKind = open[to.mark] ?? [];
    const isAround = ofKind[0]?.at === 0 && to.at + to.mark.length === length;
    const from = to.canClose ? (isAround ? ofKind.shift() : ofKind.pop()) : undefined;
    if (from) pairs.push({ from, to });
    else if (to.canOpen) ofKind.push(to);
  }
  return pairs;
}

/** `__init__` is a name, and so may be `_this_`. */
function isEmphasis(text: string, { from, to }: Pair): boolean {
  if (from.mark.length === 1 && from.line !== to.line) return false;
  return !from.mark.startsWith('_') || !/^[\w.]*$/.test(text.slice(from.at + from.mark.length, to.at));
}
