import fc from 'fast-check';
import { AppError } from '../../src/lib/errors.ts';
import type { DescriptionChange, Outcome, PlatformClient, Settlement } from '../../src/platforms/platform.ts';
import { cleanDescription } from '../../src/platforms/text.ts';
import type { DialectName } from '../support/sandbox-instance/dialects/index.ts';
import type { FaultKind } from '../support/sandbox-instance/faults.ts';
import type { NewMedia, NewPost } from '../support/sandbox-instance/posting.ts';
import type { Snapshot } from '../support/sandbox-instance/snapshot.ts';
import { possiblePost } from './differences.ts';
import { editsOf, expectedOf, openWorld, type PlatformWorld } from './platform-world.ts';

type Wish = { text: string; replacesOwn: boolean } | null;
type Case = { post: NewPost; wishes: Wish[]; fault: FaultKind | null; ownerEdits: boolean };
type Ending = Outcome['kind'] | Settlement['kind'] | 'error';

/** How often each ending was seen. */
export type Tally = Partial<Record<Ending, number>>;

/**
 * Describes random posts under random faults and holds every one to the promise: nothing but the wanted descriptions
 * differs afterwards, or nothing at all and a reason is given. Returns what happened; throws a counterexample.
 */
export async function describeRandomPosts(dialect: DialectName, { runs, seed }: { runs: number; seed: number }) {
  const world = await openWorld(dialect);
  world.sandbox.createAccount({ username: 'alice', password: 'alice' });
  const tally: Tally = {};
  try {
    const property = fc.asyncProperty(caseFor(dialect), async (given) => {
      const ending = await describeOne(world, given);
      tally[ending] = (tally[ending] ?? 0) + 1;
    });
    await fc.assert(property, { numRuns: runs, seed });
  } finally {
    await world.sandbox.close();
  }
  return tally;
}

async function describeOne(world: PlatformWorld, { post: given, wishes, fault, ownerEdits }: Case): Promise<Ending> {
  const { sandbox, bob, patience } = world;
  const client = world.clientOf(bob);
  const { id } = sandbox.createPost(bob, possiblePost(world.differences, given));
  const editable = await client.readForEdit(id);
  const changes = editable.post.media.flatMap(({ id: mediaId, description }, index): DescriptionChange[] => {
    const wish = wishes[index];
    return wish ? [{ mediaId, description: wish.text, replaces: wish.replacesOwn ? description : null }] : [];
  });
  if (ownerEdits) sandbox.editAsOwner(id, { text: 'Rewritten by its owner' });
  const before = sandbox.snapshot();
  const puts = editsOf(sandbox).length;
  const healed = fault ? sandbox.faults.add({ ...fault, when: world.differences.isEdit, times: 1 }) : () => {};
  patience.writeMs = fault?.fault === 'timeout-after-write' ? 300 : 10_000;

  const ending = await publish(client, id, changes, expectedOf(editable));
  healed();
  const { anEditIs } = world.differences;
  const most = anEditIs === 'one request a post' ? 1 : changes.length;
  hold(editsOf(sandbox).length - puts <= most, `sent more than ${anEditIs}, then ${ending}`);
  checkPromise(world, sandbox.diff(before, sandbox.snapshot()), { id, changes, ending });
  hold(before[id] !== undefined && sameWorld(before, sandbox.snapshot(), id), 'another post was touched');
  return ending;
}

async function publish(
  client: PlatformClient,
  id: string,
  changes: DescriptionChange[],
  expected: ReturnType<typeof expectedOf>,
): Promise<Ending> {
  try {
    const prepared = await client.prepareEdit(id, changes, expected);
    if (prepared.kind !== 'ready') return prepared.kind;
    const outcome = await client.writeEdit(prepared.edit);
    if (outcome.kind !== 'unconfirmed') return outcome.kind;
    return (await client.settle(id, changes, expected)).kind;
  } catch (thrown) {
    if (thrown instanceof AppError) return 'error';
    throw thrown;
  }
}

type Difference = ReturnType<PlatformWorld['sandbox']['diff']>[number];

type Promised = { id: string; changes: DescriptionChange[]; ending: Ending };

function checkPromise(
  { differences: { keeps, anEditIs } }: PlatformWorld,
  differences: Difference[],
  { id, changes, ending }: Promised,
): void {
  const difference = differences.find(({ postId }) => postId === id);
  hold((difference?.otherwise ?? []).length === 0, `changed ${difference?.otherwise}, then ${ending}`);
  const written = ending === 'published' || ending === 'holds' || ending === 'partly';
  hold(written || ending !== 'mismatch', 'a mismatch without a cause');
  // An answer lost in the middle leaves what was written before it; the rest is written later.
  const mayBePart = anEditIs === 'one request a picture' && ending === 'lacks';
  hold(mayBePart || written === (difference !== undefined), `${ending}, but the post says otherwise`);
  const wanted = new Map(changes.map(({ mediaId, description }) => [mediaId, keeps(cleanDescription(description))]));
  for (const { mediaId, after } of difference?.descriptions ?? []) {
    hold((after ?? '') === wanted.get(mediaId), `picture ${mediaId} has a text nobody wanted`);
  }
}

function sameWorld(before: Snapshot, after: Snapshot, besides: string): boolean {
  return Object.keys(before).every((id) => id === besides || JSON.stringify(before[id]) === JSON.stringify(after[id]));
}

function hold(truth: boolean, otherwise: string): void {
  if (!truth) throw new Error(otherwise);
}

/** Mostly the first value, now and then one of the others: the rare traps must not drown the rest. */
function mostly<T>(usual: fc.Arbitrary<T>, ...rare: T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: fc.constantFrom(...rare) });
}

const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom('@alice look', '#fog in the harbour', '<b>bold</b> &amp; "quoted"', 'one\n\ntwo', '*md* _too_'),
);
/** Servers keep no text of nothing but blanks. */
const someText = fc
  .array(words, { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join(' ').trim().slice(0, 250).toWellFormed());
const anyLength = fc.string({ unit: 'binary', minLength: 1, maxLength: 1400 });
const overlong = '\u{1F32B}'.repeat(1501);

function caseFor(dialect: DialectName): fc.Arbitrary<Case> {
  const wanted = mostly(fc.oneof(someText, someText, anyLength), overlong, '', ' \0 ');
  const wish = fc.option(fc.record({ text: wanted, replacesOwn: mostly(fc.constant(true), false) }), { freq: 4 });
  const fault = fc.constantFrom<FaultKind | null>(
    null,
    null,
    null,
    { fault: '429' },
    { fault: 'html-500' },
    { fault: 'reset' },
    { fault: 'timeout-after-write' },
    { fault: 'reset-after-write' },
  );
  const ownerEdits = mostly(fc.constant(false), true);
  return fc.record({
    post: postFor(dialect),
    wishes: fc.array(wish, { minLength: 4, maxLength: 4 }),
    fault,
    ownerEdits,
  });
}

function postFor(dialect: DialectName): fc.Arbitrary<NewPost> {
  const coordinate = fc.integer({ min: -100, max: 100 }).map((hundredths) => hundredths / 100);
  const media = fc.record<NewMedia>({
    type: mostly<'image' | 'gifv' | 'video' | 'unknown'>(fc.constant('image'), 'gifv', 'video', 'unknown'),
    description: fc.oneof(fc.constantFrom(null, null, '', ' '), someText),
    focus: dialect === 'hollo' ? fc.constant({ x: 0, y: 0 }) : fc.record({ x: coordinate, y: coordinate }),
  });
  const options = ['a', 'b'];
  return fc
    .record({
      text: mostly(someText, ''),
      spoilerText: fc.oneof(fc.constant(''), fc.constant(''), someText),
      /** Servers mark a warned post; one that is not marked is the rare case. */
      marked: mostly(fc.constant(true), false),
      sensitive: fc.boolean(),
      language: mostly<string | null>(fc.constantFrom('en', 'de', 'pt-BR'), 'zh-Hant', 'xx-ZZ', null),
      visibility: mostly<NewPost['visibility'] & string>(fc.constantFrom('public', 'unlisted', 'private'), 'direct'),
      contentType: fc.constantFrom('text/plain', dialect === 'gotosocial' ? 'text/markdown' : 'text/plain'),
      media: fc.array(media, { minLength: 1, maxLength: 4 }),
      poll: mostly<{ options: string[] } | null>(fc.constant(null), { options }),
    })
    .map(({ poll, marked, ...post }) => ({
      ...post,
      sensitive: post.spoilerText === '' ? post.sensitive : marked,
      ...(poll && { poll }),
    }));
}
