import { z } from 'zod';
import type { VisionModel } from '../captioner.ts';

/** What servers list. The names of llama.cpp's `models` are the same as in `data`, with what each can do. */
const listed = z.object({
  data: z.array(z.object({ id: z.string() })),
  models: z.array(z.object({ name: z.string(), capabilities: z.array(z.string()).optional() })).optional(),
});

/** The list of LM Studio's own API: `vlm` for a model that sees. */
const studioListed = z.object({
  data: z.array(
    z.object({ id: z.string(), type: z.string(), state: z.string().optional(), arch: z.string().optional() }),
  ),
});

export type Listing = { names: string[]; seeing: string[] | null; loaded: string[] | null };

/** What a server has, and which of it sees: null where it does not say so. */
export function readListing(answer: unknown): Listing {
  const { data, models } = listed.parse(answer);
  const names = data.map(({ id }) => id);
  const able = models?.filter(({ capabilities }) => capabilities !== undefined) ?? [];
  const seeing = able.filter(({ capabilities }) => capabilities?.some((one) => /multimodal|vision/.test(one)));
  return { names, seeing: able.length > 0 ? seeing.map(({ name }) => name) : null, loaded: null };
}

/** The same from LM Studio; null where the answer is of another server. */
export function readStudioListing(answer: unknown): Listing | null {
  const parsed = studioListed.safeParse(answer);
  if (!parsed.success) return null;
  const { data } = parsed.data;
  const namesOf = (models: typeof data) => models.map(({ id }) => id);
  return {
    names: namesOf(data),
    seeing: namesOf(data.filter(({ type }) => type === 'vlm')),
    loaded: namesOf(data.filter(({ state }) => state === 'loaded')),
  };
}

/** These servers say no sizes. What is served is in memory, unless the server says otherwise. */
export const toVisionModel = (name: string, loaded: string[] | null): VisionModel => ({
  ...{ name, sizeBytes: 0, parameterSize: '', family: '', isThinking: false },
  loaded: loaded?.includes(name) ?? true,
});
