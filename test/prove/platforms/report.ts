import { type Tally, type Wrong, wrongs } from '../../contracts/random-posts.ts';

/** The figures of a proof: of one family, or of all together. */
export type Report = {
  name: 'platforms';
  ok: boolean;
  families: number;
  posts: number;
  seed: number;
  /** Posts of which all approved pictures were written, none (each with its reason), some (the others with theirs). */
  described: number;
  refused: number;
  partly: number;
  /** Pictures whose former text stands in the post again. */
  undone: number;
} & Record<Wrong, number>;

export function reportOf(tally: Tally, seed: number): Report {
  const counts = Object.fromEntries(wrongs.map((wrong) => [wrong, tally[wrong].length])) as Record<Wrong, number>;
  const { posts, described, refused, partly, undone } = tally;
  return judged({
    name: 'platforms',
    ok: true,
    families: 1,
    ...{ posts, seed, described, refused, partly, undone },
    ...counts,
  });
}

/** All families together: each figure is the sum. */
export function sumOf(reports: readonly Report[], seed: number): Report {
  const sum = (figure: Exclude<keyof Report, 'name' | 'ok'>) =>
    reports.reduce((total, each) => total + each[figure], 0);
  const counts = Object.fromEntries(wrongs.map((wrong) => [wrong, sum(wrong)])) as Record<Wrong, number>;
  return judged({
    ...{ name: 'platforms', ok: true, families: sum('families'), posts: sum('posts'), seed },
    ...{ described: sum('described'), refused: sum('refused'), partly: sum('partly'), undone: sum('undone') },
    ...counts,
  });
}

/** Nothing went wrong, and the proof was one: texts were written, put back, and refused. */
function judged(report: Report): Report {
  const isClean = wrongs.every((wrong) => report[wrong] === 0);
  const isComplete = report.described + report.refused + report.partly === report.posts;
  return { ...report, ok: isClean && isComplete && report.families > 0 && report.described > 0 && report.undone > 0 };
}
