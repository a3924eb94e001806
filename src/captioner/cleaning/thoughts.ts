import { findQuotations, maskQuotations } from '../text/quotations.ts';

const names = 'think|thinking|thought|thoughts|reasoning';
const opening = new RegExp(`<(?:${names})>|\\[think\\]|◁think▷`, 'i');
const closing = new RegExp(`<\\/(?:${names})>|\\[\\/think\\]|◁\\/think▷`, 'i');

/** What lies between the parts of a conversation; a server should have taken it away. */
const part = '(?:<\\|[\\w ]{1,24}\\|>|<(?:start|end)_of_turn>|<\\/?s>|<[be]os>)';
const firstParts = new RegExp(`^(?:${part}\\s*)+`, 'i');
const lastPart = new RegExp(`${part}$`, 'i');

/**
 * Leaves out thoughts: a block that begins a line, also one that was never closed, and all before the end of one whose
 * beginning the server swallowed. A tag within a quotation was read off the picture.
 */
export function dropThoughts(text: string): string {
  let kept: string[] = [];
  let isThought = false;
  for (const line of withoutParts(text).split('\n')) {
    let rest = line;
    for (let next: Step | undefined = nextStep(rest, isThought); next; next = nextStep(rest, isThought)) {
      if (next.endsUnknown) kept = [];
      ({ rest, isThought } = next);
    }
    if (!isThought) kept.push(rest);
  }
  return kept.join('\n');
}

type Step = { rest: string; isThought: boolean; endsUnknown?: boolean };

/** Behind the next tag of a line that begins or ends thoughts. */
function nextStep(line: string, isThought: boolean): Step | undefined {
  if (isThought) {
    const end = closing.exec(line);
    return end ? { rest: line.slice(end.index + end[0].length), isThought: false } : undefined;
  }
  const start = opening.exec(line);
  if (start && line.slice(0, start.index).trim() === '') {
    return { rest: line.slice(start.index + start[0].length), isThought: true };
  }
  const end = endOfUnknown(line.slice(0, start?.index));
  return end === undefined ? undefined : { rest: line.slice(end), isThought: false, endsUnknown: true };
}

function endOfUnknown(line: string): number | undefined {
  const ends = [...line.matchAll(new RegExp(closing, 'gi'))];
  if (ends.length === 0) return undefined;
  const closed = findQuotations(line).outermost.filter(({ to }) => to < line.length);
  const quoted = maskQuotations(line, closed);
  const last = ends.findLast(({ index }) => line[index - 1] !== '`' && quoted[index] !== 1);
  return last && last.index + last[0].length;
}

function withoutParts(text: string): string {
  let rest = text.replace(firstParts, '').trimEnd();
  for (let last = lastPart.exec(rest.slice(-40)); last; last = lastPart.exec(rest.slice(-40))) {
    rest = rest.slice(0, -last[0].length).trimEnd();
  }
  return rest;
}
