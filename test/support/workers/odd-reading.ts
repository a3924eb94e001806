import type { ReadingAnswer, ReadingOrder } from '../../../src/reading/reader.ts';

/** A process that reads badly: it does what the picture says, and else answers with its own number. */
const deeds: Record<string, () => void> = {
  die: () => process.exit(3),
  hang: () => {},
  complain: () => answer({ problem: 'it is upside down' }),
};

function answer(reply: ReadingAnswer): void {
  process.send?.(reply);
}

process.on('disconnect', () => process.exit());
process.on('message', ({ bytes }: ReadingOrder) => {
  const wish = Buffer.from(bytes).toString();
  const deed = deeds[wish] ?? (() => answer({ read: { lines: [], text: String(process.pid) } }));
  deed();
});
