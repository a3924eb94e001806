import { parseArgs } from 'node:util';
import { provePace } from './pace/proof.ts';

/**
 * `npm run prove -- pace --posts 400 --speed 2000`: an archive is published while its owner posts 60 times, all from
 * Mastodon's budget of 300 posts and edits in three hours.
 */
const { values } = parseArgs({
  options: {
    posts: { type: 'string', default: '400' },
    speed: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
  },
});
const [posts, speed, seed] = [Number(values.posts), Number(values.speed), Number(values.seed)];
const report = await provePace({ posts, speed, seed, ownPosts: 60, budget: 300, editsPerHour: 60 });
process.stdout.write(`${JSON.stringify(report)}\n`);
process.exitCode = report.ok ? 0 : 1;
