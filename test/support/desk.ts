import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createModelSlots } from '../../src/captioner/hosts/hosts.ts';
import { requestOf } from '../../src/generation/request.ts';
import { defaultSettings } from '../../src/generation/settings.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { createHub } from '../../src/progress/hub.ts';
import { createDesk, type DeskOptions } from '../../src/tasks/desk.ts';
import type { Errand } from '../../src/tasks/serving.ts';
import { modelName } from './engine.ts';
import type { SandboxOllama } from './sandbox-ollama/index.ts';
import { readsNothing } from './text-reader.ts';

const photos = join(import.meta.dirname, 'photos');

/** The bytes of a photograph as somebody may upload it. */
export const photo = (name = 'coffee.jpg') => new Uint8Array(readFileSync(join(photos, name)));

/** The desk on its own, open, before a model server; `kept` are the texts that were handed to the one who asked. */
export function testDesk(
  ollama: Pick<SandboxOllama, 'url'> | Pick<SandboxOllama, 'url'>[],
  options: Partial<DeskOptions> = {},
) {
  const hub = options.hub ?? createHub();
  const kept: string[] = [];
  const desk = createDesk({
    hub,
    slots: createModelSlots({ perHost: 2 }),
    clock: systemClock,
    log: createLog(process.env.TEST_LOG ?? 'silent'),
    textReader: readsNothing,
    ...options,
    site: {
      modelHosts: (Array.isArray(ollama) ? ollama : [ollama]).map(({ url }) => ({ url, headers: {} })),
      inFlight: 2,
      findModel: async (wanted) => ({ name: wanted ?? modelName, family: 'gemma3' }),
      allowedHosts: () => ['127.0.0.1'],
      ...options.site,
    },
  });
  desk.start();
  onTestFinished(desk.stop);

  /** About an uploaded picture, unless told. */
  const errand = (more: Partial<Errand> = {}): Errand => ({
    picture: { bytes: photo() },
    postLanguage: 'en',
    request: {
      ...requestOf(defaultSettings, { language: 'en', text: '', isSensitive: false, siblings: [] }),
    },
    model: modelName,
    settle({ text }) {
      kept.push(text);
      return 'drafted';
    },
    ...more,
  });
  return { ...desk, hub, kept, errand };
}
