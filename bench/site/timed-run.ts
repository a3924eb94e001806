import { type CaptionSettings, defaultSettings } from '../../src/generation/settings.ts';
import { modelName, type openEngine, type settlePerson } from '../../test/support/engine.ts';

type Engine = ReturnType<typeof openEngine>;
type Person = Awaited<ReturnType<typeof settlePerson>>;

/** A run of somebody's: its row at the end, and the time from its claim to its last draft in the rows. */
export async function timeRun(engine: Engine, { user, connection }: Person, settings: Partial<CaptionSettings>) {
  const { promise: done, resolve: end } = Promise.withResolvers<void>();
  const task = await engine.generation.start(user, connection, { ...defaultSettings, ...settings }, modelName);
  let lastDraftAtMs = 0;
  engine.hub.subscribe(`task:${task.id}`, (news) => {
    if (news.kind === 'image') lastDraftAtMs = Date.now();
    if (engine.taskRow(task.id).completedAt !== null) end();
  });
  await done;
  const row = engine.taskRow(task.id);
  return { row, wallMs: lastDraftAtMs - (row.startedAt ?? 0) };
}
