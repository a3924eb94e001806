/** A test that a point names: its file, and words of its full title. */
export type Reference = { file: string; title: string };
/** One point of a document on servers: what a server does, below which headings, and the tests that cover it. */
export type Point = { headings: string[]; text: string; tests: Reference[] };
export type Document = { points: Point[] /** Headings with no point below them. */; empty: string[] };

const mark = '*Tests:*';

/**
 * Reads docs/platforms.md: every `- ` is a point, what follows `*Tests:*` in it its tests as `room/file: words of the title`,
 * parted by ` · `. The first heading names the document and is none of its own.
 */
export function readPoints(markdown: string): Document {
  const points: Point[] = [];
  const headings: { level: number; title: string; isCovered: boolean }[] = [];
  const empty: string[] = [];
  const leave = (level: number) => {
    while ((headings.at(-1)?.level ?? 0) >= level) {
      const left = headings.pop();
      if (left && !left.isCovered) empty.push(left.title);
    }
  };

  for (const block of blocksOf(markdown)) {
    const heading = /^(#+) (.+)$/.exec(block);
    if (heading) {
      const level = heading[1]?.length ?? 1;
      leave(level);
      headings.push({ level, title: heading[2] ?? '', isCovered: false });
    } else if (block.startsWith('- ')) {
      for (const above of headings) above.isCovered = true;
      points.push({ headings: headings.map(({ title }) => title), ...pointIn(block.slice(2)) });
    }
  }
  leave(1);
  return { points, empty };
}

/** Headings, list items and paragraphs, each as one line. */
function blocksOf(markdown: string): string[] {
  const lines = markdown.split('\n');
  const blocks: string[] = [];
  let isOpen = false;
  for (const line of lines) {
    const begins = /^(#+|-) /.test(line) || !isOpen;
    if (line.trim() === '') isOpen = false;
    else if (begins) {
      blocks.push(line.trim());
      isOpen = !line.startsWith('#');
    } else blocks.push(`${blocks.pop()} ${line.trim()}`);
  }
  return blocks;
}

function pointIn(item: string): Pick<Point, 'text' | 'tests'> {
  const [text = '', names = ''] = item.split(mark);
  const tests = names.split(' · ').filter((name) => name.trim() !== '');
  return { text: text.trim(), tests: tests.map((name) => referenceIn(name.trim())) };
}

function referenceIn(name: string): Reference {
  const [, room, file, title] = /^([\w-]+)\/([\w/-]+): (.+)$/.exec(name) ?? [];
  if (!room || !title) throw new Error(`"${name}" names no test: it should be room/file: words of its title`);
  const folder = room === 'sandbox' ? 'support/sandbox-instance-tests' : room;
  return { file: `test/${folder}/${file}.test.ts`, title };
}
