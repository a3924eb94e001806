import { asc } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { images } from '../../db/schema.ts';
import { settlePerson, until } from '../support/engine.ts';
import { asked, differentPictures, runScene } from '../support/run-scene.ts';

type Scene = Awaited<ReturnType<typeof runScene>>;

/** A person with one post of so many pictures. */
async function settleWithPost({ database, instance }: Scene, pictures: number) {
  const bob = await settlePerson(database, instance, 'bob');
  instance.createPost(bob.account, { text: 'Coffee', media: differentPictures(pictures, 'siblings') });
  return bob;
}

async function runToEnd({ start, taskRow }: Scene, bob: Awaited<ReturnType<typeof settlePerson>>, settings = {}) {
  const task = await start(bob, settings);
  await until(() => taskRow(task.id).completedAt !== null);
  expect(taskRow(task.id).status).toBe('completed');
}

/** What a model was told of other pictures, call by call. */
const told = ({ ollama }: Scene) =>
  asked(ollama).map(({ messages }) =>
    [...(messages.at(-1)?.content ?? '').matchAll(/<other>(.*?)<\/other>/g)].map(([, text]) => text),
  );

const sayInTurn = ({ ollama }: Scene, texts: string[]) => {
  for (const text of texts) ollama.faults.add({ kind: 'say', text });
};

const cup = 'A white cup of black coffee stands on a saucer on a dark wooden table.';
const pot = 'A tall steel pot pours coffee into a glass beside a plate of biscuits.';
const spoon = 'A silver spoon lies on a folded napkin next to three cubes of sugar.';

it('pictures of one post are told from what was drafted for the others before them', async () => {
  const scene = await runScene(10, { inFlight: 1 });
  const bob = await settleWithPost(scene, 3);
  sayInTurn(scene, [cup, pot, spoon]);
  await runToEnd(scene, bob);
  expect(told(scene)).toEqual([[], [cup], [cup, pot]]);
});

it('a picture that is described anew is told from all the others, but not from what was turned down', async () => {
  const scene = await runScene(10, { inFlight: 1 });
  const bob = await settleWithPost(scene, 3);
  sayInTurn(scene, [cup, pot, spoon]);
  await runToEnd(scene, bob);
  const [first, second] = scene.db.select().from(images).orderBy(asc(images.position)).all();
  scene.db.$client.prepare("update images set state = 'approved', decided_at = 1 where id = ?").run(first?.id);
  scene.db.$client.prepare("update images set state = 'rejected', decided_at = 1 where id = ?").run(second?.id);
  await runToEnd(scene, bob, { reprocessExisting: true });
  expect(told(scene)[3]).toEqual([cup]);
});

it('two pictures of a post that get the same text side by side are marked, though neither knew of the other', async () => {
  const scene = await runScene(100, { inFlight: 2 });
  const bob = await settleWithPost(scene, 2);
  sayInTurn(scene, [cup, cup]);
  await runToEnd(scene, bob);
  expect(told(scene)).toEqual([[], []]);
  const rows = scene.db.select().from(images).all();
  expect(rows.map(({ text }) => text)).toEqual([cup, cup]);
  const marked = rows.flatMap(({ findings }) => findings ?? []).filter(({ id }) => id === 'same-as-sibling');
  expect(marked).toHaveLength(1);
});
