import { describe, expect, it } from 'vitest';
import type { Captioner } from '../../../src/captioner/captioner.ts';
import { describeRequest, photograph } from '../sandbox.ts';

/** What an engine must offer to be tested: itself, a model of its own that sees, and whether it is working now. */
export type EngineUnderTest = { captioner: Captioner; model: string; isGenerating: () => boolean | Promise<boolean> };

/** The behaviour every engine behind the captioner port owes its callers. */
export function captionerContract(name: string, start: () => Promise<EngineUnderTest>): void {
  const unheard = { signal: new AbortController().signal, onText: () => {} };

  describe(`${name} as a captioner`, () => {
    it('describes a picture within the limit and accounts for its time', async () => {
      const { captioner, model } = await start();
      const described = await captioner.describe(photograph, describeRequest({ model, maxLength: 60 }), unheard);
      expect(described.text.length).toBeGreaterThan(0);
      expect(Array.from(described.text).length).toBeLessThanOrEqual(60);
      expect(described.model).toBe(model);
      expect(described.promptVersion).not.toBe('');
      const { totalMs, ...parts } = described.timings;
      expect(totalMs).toBeGreaterThan(0);
      for (const ms of Object.values(parts)) expect(ms).toBeGreaterThanOrEqual(0);
    });

    it('tells the text as it grows, each time the whole of it so far', async () => {
      const { captioner, model } = await start();
      const heard: string[] = [];
      const onText = (text: string) => heard.push(text);
      const described = await captioner.describe(photograph, describeRequest({ model }), { ...unheard, onText });
      expect(heard.length).toBeGreaterThan(3);
      for (const [at, text] of heard.entries()) expect(text.startsWith(heard[at - 1] ?? '')).toBe(true);
      expect(heard.at(-1)).toBe(described.raw);
    });

    it('stops the model at once when the caller gives up, and rejects with the reason of the signal', async () => {
      const { captioner, model, isGenerating } = await start();
      const controller = new AbortController();
      const reason = new Error('cancelled by the person');
      const describing = captioner.describe(photograph, describeRequest({ model }), {
        signal: controller.signal,
        onText: () => controller.abort(reason),
      });
      await expect(describing).rejects.toBe(reason);
      await expect.poll(isGenerating).toBe(false);
    });

    it('does not begin when the signal has aborted already', async () => {
      const { captioner, model } = await start();
      const reason = new Error('too late');
      const describing = captioner.describe(photograph, describeRequest({ model }), {
        ...unheard,
        signal: AbortSignal.abort(reason),
      });
      await expect(describing).rejects.toBe(reason);
    });

    it('lists the models that can see and answers for its health', async () => {
      const { captioner, model } = await start();
      expect((await captioner.models()).map(({ name }) => name)).toContain(model);
      expect(await captioner.health()).toMatchObject({ isReachable: true, host: captioner.host });
    });

    it('refuses a model that is not there with a code of its own', async () => {
      const { captioner } = await start();
      const describing = captioner.describe(photograph, describeRequest({ model: 'no-such-model:1b' }), unheard);
      await expect(describing).rejects.toMatchObject({ name: 'AppError', category: 'resource', code: 'model-missing' });
    });

    it('refuses what is no picture with a code of its own', async () => {
      const { captioner, model } = await start();
      const describing = captioner.describe(
        new TextEncoder().encode('no picture'),
        describeRequest({ model }),
        unheard,
      );
      await expect(describing).rejects.toMatchObject({ category: 'validation', code: 'image-undecodable' });
    });
  });
}
