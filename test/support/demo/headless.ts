import type { DialectName } from '../sandbox-instance/dialects/index.ts';
import { connect, setUp, signInAgain } from '../story/coming-in.ts';
import { approveEverything, readDrafts, rewrite, untilPublished } from '../story/deciding.ts';
import { readPictures } from '../story/pictures.ts';
import { followRun, startRun } from '../story/run.ts';
import { createVisitor } from '../visitor/index.ts';
import { judge, type Outcome, withoutReason } from './outcome.ts';
import { openStage, type Stage } from './stage.ts';

export type Report = { name: 'demo'; ok: boolean; dialect: DialectName } & Partial<Outcome> & { error?: string };

const login = { name: 'Robin', password: 'nineteen quiet herons' };
const words = 'What Robin saw that day, in her own words.';
const least = { posts: 12, images: 20 };
/** Without any change for so long something is stuck. A real model may think for minutes about one picture. */
const patienceMs = { sandbox: 20_000, real: 600_000 };
/** A server may take only so many descriptions a minute (Pixelfed). */
const minuteAndMoreMs = 90_000;
const usual = { PORT: '0', PUBLISH_AFTER_MS: '0', EDITS_PER_HOUR: '600' };

/** Does the whole job by HTTP, as somebody whose browser has no scripts, and compares the server before and after. */
export async function runHeadless(dialect: DialectName, tell: (line: string) => void): Promise<Report> {
  const stage = await openStage({ dialect, msPerImage: 60, usual });
  try {
    const outcome = await tellStory(stage, tell);
    const { posts, images, captioned, published, notPublished, postsChangedOtherwise } = outcome;
    const isWhole = notPublished.every((reason) => !(withoutReason in reason)) && captioned >= published;
    const isEnough = posts >= least.posts && images >= least.images && published > 0;
    return { name: 'demo', ok: isWhole && isEnough && postsChangedOtherwise === 0, dialect, ...outcome };
  } catch (thrown) {
    return { name: 'demo', ok: false, dialect, error: String(thrown) };
  } finally {
    await stage.stop();
  }
}

async function tellStory(stage: Stage, tell: (line: string) => void): Promise<Outcome> {
  const { address, instance, account, program, modelServer } = stage;
  const patience = modelServer.isReal ? patienceMs.real : patienceMs.sandbox;
  const before = instance.snapshot();
  const visitor = createVisitor();
  const link = program.parts.users.prepareSetUp();
  if (!link) throw new Error('somebody has set this Altwright up already');

  await setUp(visitor, `${address}/set-up/${link.token}`, login);
  await signInAgain(visitor, address, login);
  tell('set up and signed in');
  await connect(visitor, address, { origin: instance.origin, ...account });
  tell(`connected ${account.username} at ${instance.origin}`);
  const run = await startRun(visitor, address, { processingDelaySeconds: '0' });
  const { sentence } = await followRun(visitor, run, patience);
  tell(sentence);

  const drafted = await readDrafts(visitor, address);
  // The oldest: the newest is a poll, which some servers could not edit without harm.
  const edited = drafted.at(-1);
  if (!edited) throw new Error('there is nothing to review');
  await rewrite(visitor, address, edited.imageId, words);
  await approveEverything(visitor, address);
  tell(`changed one caption and approved ${drafted.length}`);
  await untilPublished(visitor, address, Math.max(patience, minuteAndMoreMs));
  const after = instance.snapshot();
  const stands = Object.values(after).some(({ media }) => media.some(({ description }) => description === words));
  if (!stands) throw new Error('the words of the person are in no post');
  const shown = await readPictures(visitor, `${run.href}/review`);
  return judge({ before, after, drafted, shown, postUrl: instance.postUrl });
}
