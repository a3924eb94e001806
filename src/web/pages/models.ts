import { Hono } from 'hono';
import { z } from 'zod';
import { recommendedModels } from '../../captioner/engines/models.ts';
import { AppError } from '../../lib/errors.ts';
import { say } from '../../lib/sentence.ts';
import type { Env } from '../context.ts';
import { readForm } from '../form.ts';
import type { Parts } from '../parts.ts';

/** A model's files come from ollama.com: only names that we stand for are asked for there. */
const pullForm = z.object({ model: z.enum(recommendedModels.map(({ name }) => name)) });

const trustForm = z.object({ model: z.string().min(1).max(300) });

/** Fetching a recommended model, and using one that did not see, for administrators; the generate page shows how it stands. */
export function modelsPage({ models }: Parts): Hono<Env> {
  return new Hono<Env>()
    .post('/pulls', async (c) => {
      const form = await readForm(c, pullForm);
      if (!form.ok) throw new AppError('validation', say('models.unknown'));
      models.startPull(form.values.model);
      return c.redirect('/generate', 303);
    })
    .post('/trust', async (c) => {
      const form = await readForm(c, trustForm);
      if (!form.ok) throw new AppError('validation', say('models.none'));
      models.trials.trust(form.values.model);
      return c.redirect('/generate', 303);
    })
    .post('/pulls/cancellation', (c) => {
      models.cancelPull();
      return c.redirect('/generate', 303);
    });
}
