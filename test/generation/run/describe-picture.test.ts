import { expect, it } from 'vitest';
import { type CaptionerErrorCode, captionerError } from '../../../src/captioner/errors.ts';
import { type DescribingMeans, describePicture } from '../../../src/generation/run/describe-picture.ts';
import { describeRequest, photograph } from '../../captioner/sandbox.ts';
import { testClock } from '../../support/clock.ts';

const running = { whole: new AbortController().signal, ahead: new AbortController().signal };

/** Describes a picture with a host for each of the codes, in this order, that answers with nothing else. */
function describeAt(...codes: CaptionerErrorCode[]) {
  const request = describeRequest();
  const captioners: DescribingMeans['captioners'] = new Map(
    codes.map((code, at) => {
      const host = `host ${at}`;
      return [host, { describe: () => Promise.reject(captionerError(code, { host, model: request.model })) }];
    }),
  );
  const slot = async ({ hosts: [host = ''] }: { hosts: string[] }) => ({ host, room: 1, release: () => {} });
  const subject = { imageId: 'picture', bytes: photograph, remake: async () => photograph, language: 'en', request };
  return describePicture(subject, { captioners, clock: testClock() }, slot, () => {}, running);
}

it.each([
  ['the picture is refused at the other one', ['model-unreachable', 'refusal'], 'refusal'],
  ['the other one chokes on the picture', ['model-unreachable', 'model-error'], 'model-error'],
  ['the other one is in trouble too', ['model-unreachable', 'out-of-memory'], 'model-unreachable'],
  ['the other one was in trouble before', ['model-access', 'model-unreachable'], 'model-unreachable'],
] as [string, CaptionerErrorCode[], CaptionerErrorCode][])(
  'a host that is away is waited for only where the trouble is the hosts’: %s',
  async (_, codes, code) => {
    await expect(describeAt(...codes)).rejects.toMatchObject({ code });
  },
);
